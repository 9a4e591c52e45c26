package codeword

import "math"

const (
	// mostChance is how often a phrase may come up by accident: once in 10,000 sentences.
	mostChance = 1e-4
	// sentence is how many words one has. Most messages have fewer.
	sentence = 10
	// together is how much likelier than elsewhere a word is beside one that it goes with: "tea"
	// after "green". Words that look like those of a phrase but for a slip don't go together, but
	// some are nouns and some are verbs, and so on.
	together, besides = 100, 10
	// everyday is the share of a word that is in most conversations, the 500th. Of such words alone
	// idioms are made, and no list of words knows those.
	everyday = 2e-4
	// leastChance is what is not told apart any more: no list knows how seldom is seldom.
	leastChance = 1e-7
)

// chance is how likely an ordinary sentence is to hold the phrase by accident, in the language
// in which it is likeliest. The rarest word must come up; the others are then likelier than
// anywhere else. That they must stand in the right order is not counted.
func chance(words []word) float64 {
	most := 0.0
	for _, l := range frequencies() {
		rarest, at := 1.0, 0
		beside := make([]float64, len(words))
		common := true
		for i, w := range words {
			own, near := l.of(w)
			if own+near < rarest {
				rarest, at = own+near, i
			}
			beside[i] = math.Min(1, own*together+near*besides)
			common = common && own >= everyday
		}
		in := sentence * rarest
		for i, likely := range beside {
			if i != at {
				in *= likely
			}
		}
		if common {
			in = 1
		}
		most = math.Max(most, in)
	}
	return math.Min(most, 1)
}

// OneIn says in how many messages a phrase comes up by accident at most once, as a round
// number. It follows from the phrase alone.
func OneIn(phrase string) int {
	n := 1 / math.Max(chance(wordsOf(phrase)), leastChance)
	step := math.Pow(10, math.Floor(math.Log10(n)+1e-9))
	for _, k := range []float64{5, 2, 1} {
		if k*step <= n*(1+1e-9) {
			return int(math.Round(k * step))
		}
	}
	return 1
}
