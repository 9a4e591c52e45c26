package codeword_test

import (
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"porchlight/codeword"
)

// Seeds are fixed, so that a failure comes again.
const seedRecall, seedAlarms = 20260306, 20260307

// listed are the words of a language's list.
func listed(t *testing.T, language string) []string {
	t.Helper()
	file, err := os.ReadFile("frequency/" + language + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	return strings.Fields(string(file))
}

// drawn is a phrase of one to three words drawn from the list that enrolment accepts, with the
// book that it is in. For one half of the phrases each word is as likely as any other; for the
// other half the common ones are likelier, as they are to people who choose: a word of the first
// hundred as likely as one of the next 900, or of the last 9,000.
func drawn(t *testing.T, r *rand.Rand, words []string) (string, codeword.Book) {
	t.Helper()
	for range 1000 {
		parts, people := make([]string, 1+r.IntN(3)), r.IntN(2) == 0
		for i := range parts {
			at := r.IntN(len(words))
			if people {
				at = min(int(math.Pow(10, 4*r.Float64())), len(words)-1)
			}
			parts[i] = words[at]
		}
		phrase := strings.Join(parts, " ")
		if b, err := codeword.Book(nil).Set(hasher(t), ana, codeword.Duress, phrase, today); err == nil {
			return phrase, b
		}
	}
	t.Fatal("no phrase of a thousand is accepted")
	return "", nil
}

// Whatever a phrase is disguised as, it is found.
func TestCodewordsInDisguiseAreFound(t *testing.T) {
	t.Parallel()
	p := prove()
	for _, language := range p.languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			h, words := hasher(t), listed(t, language)
			m := masquerade{rand.New(rand.NewPCG(seedRecall, 1))}
			found, masked := 0, 0
			for _, sentence := range ordinarySentences(t, language, p.disguise) {
				phrase, b := drawn(t, m.Rand, words)
				text := m.within(sentence, m.phrase(phrase))
				if !b.Match(h, ana, text, today).Duress {
					t.Logf("%q is not found in %q", phrase, text)
					continue
				}
				found++
				shown := codeword.Mask(b, h, ana, text, today)
				if strings.Contains(shown, "▒▒▒") && !b.Match(h, ana, shown, today).Duress {
					masked++
				} else {
					t.Errorf("%q is shown as %q", text, shown)
				}
			}
			recall := float64(found) / float64(p.disguise)
			t.Logf("proof: %s: %d of %d phrases in disguise found, recall %.3f; %d of them masked", language, found, p.disguise, recall, masked)
			if recall < 0.99 {
				t.Errorf("recall is %.3f", recall)
			}
		})
	}
}

// What people write every day holds no phrase that enrolment accepts.
func TestCodewordsDoNotComeUpByAccident(t *testing.T) {
	t.Parallel()
	p := prove()
	for _, language := range p.languages {
		t.Run(language, func(t *testing.T) {
			t.Parallel()
			h, words := hasher(t), listed(t, language)
			r := rand.New(rand.NewPCG(seedAlarms, 1))
			var all codeword.Book
			var phrases []string
			for range p.phrases {
				phrase, b := drawn(t, r, words)
				all, phrases = append(all, b...), append(phrases, phrase)
			}
			alarms, worst, worstAt, letters := 0, 0, "", 0
			of := map[int]int{}
			for _, sentence := range ordinarySentences(t, language, p.sentences) {
				letters += utf8.RuneCountInString(sentence)
				if !all.Match(h, ana, sentence, today).Duress {
					continue
				}
				for i, phrase := range phrases {
					if !all[i:i+1].Match(h, ana, sentence, today).Duress {
						continue
					}
					alarms++
					if of[i]++; of[i] > worst {
						worst, worstAt = of[i], phrase
					}
				}
			}
			rate := float64(alarms) / float64(p.sentences*p.phrases)
			t.Logf("proof: %s: %d false alarms of %d phrases in %d sentences of %d letters, %.3f in 10,000; most by %q, %d",
				language, alarms, p.phrases, p.sentences, letters/p.sentences, rate*1e4, worstAt, worst)
			if rate > 1e-4 {
				t.Errorf("false alarms come in %.2f of 10,000 sentences", rate*1e4)
			}
		})
	}
}
