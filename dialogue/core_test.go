package dialogue_test

import (
	"encoding/json"
	"errors"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"porchlight/dialogue"
)

var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// tooMany are more answers than a list takes.
var tooMany = func() string {
	var all []string
	for i := range dialogue.MaxList + 1 {
		all = append(all, "r"+strconv.Itoa(i))
	}
	return strings.Join(all, ",")
}()

// keys are the questions that scripts here are made of.
var keys = []string{"a", "b", "c", "d", "e", "f"}

var errUnread = errors.New("it can't be read")

// read takes any answer with an r in it, and a comma parts several.
func read(typed string) ([]string, error) {
	if !strings.Contains(typed, "r") {
		return nil, errUnread
	}
	return strings.Split(typed, ","), nil
}

// anyScript has questions of every kind; some are asked only after a certain answer.
var anyScript = rapid.Custom(func(t *rapid.T) dialogue.Script {
	var s dialogue.Script
	for i, key := range keys[:rapid.IntRange(0, len(keys)).Draw(t, "questions")] {
		q := dialogue.Question{
			Key: key, Kind: rapid.SampledFrom([]dialogue.Kind{dialogue.One, dialogue.List}).Draw(t, "kind"),
			Optional: rapid.Bool().Draw(t, "optional"), Secret: rapid.IntRange(0, 4).Draw(t, "secret") == 0,
		}
		if rapid.Bool().Draw(t, "options") {
			q.Options = []string{"red", "blue"}
		}
		if rapid.Bool().Draw(t, "read") {
			q.Read = read
		}
		if i > 0 && rapid.Bool().Draw(t, "depends") {
			on := keys[rapid.IntRange(0, i-1).Draw(t, "on")]
			q.When = func(a dialogue.Answers) bool { return a.First(on) == "red" }
		}
		s = append(s, q)
	}
	return s
})

var anyKey = rapid.SampledFrom(append([]string{"", "none of them"}, keys...))

var anyInput = rapid.Custom(func(t *rapid.T) dialogue.Input {
	texts := []string{"", "red", "blue", "green", "r,rr,red", dialogue.NoAnswer, "nonsense", strings.Repeat("r", dialogue.MaxText+1), tooMany}
	dos := []dialogue.Do{dialogue.Say, dialogue.Say, dialogue.Say, dialogue.Choose, dialogue.Back, dialogue.Skip, dialogue.Stop, dialogue.Resume, "nonsense"}
	in := dialogue.Input{
		Do: rapid.SampledFrom(dos).Draw(t, "do"), Text: rapid.SampledFrom(texts).Draw(t, "text"),
		At: noon.Add(time.Duration(rapid.IntRange(0, 1000).Draw(t, "at")) * time.Second),
	}
	if rapid.IntRange(0, 2).Draw(t, "pressed") == 0 {
		in.Question = anyKey.Draw(t, "question")
	}
	return in
})

// oddState is one that no Step would make, as a document of another version might hold.
var oddState = rapid.Custom(func(t *rapid.T) dialogue.State {
	st := dialogue.State{Script: "s", Count: 1, At: anyKey.Draw(t, "at"), AskedAt: noon}
	for range rapid.IntRange(0, 3).Draw(t, "answers") {
		if st.Answers == nil {
			st.Answers = dialogue.Answers{}
		}
		st.Answers[anyKey.Draw(t, "answered")] = rapid.SampledFrom([][]string{nil, {}, {"red"}, {"x", "y"}}).Draw(t, "answer")
	}
	if rapid.Bool().Draw(t, "some") {
		st.Only = []string{anyKey.Draw(t, "only")}
	}
	return st
})

// TestCoreDialogueStep holds what is true of every step of every dialogue.
func TestCoreDialogueStep(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s, st := anyScript.Draw(t, "script"), oddState.Draw(t, "state")
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			in := anyInput.Draw(t, "input")
			q, waits := s.Question(st)
			before := stored(t, st)
			after, o := dialogue.Step(s, st, in)
			if !reflect.DeepEqual(stored(t, st), before) {
				t.Fatal("a step changed the state it was given")
			}
			again, same := dialogue.Step(s, st, in)
			if !reflect.DeepEqual(after, again) || !reflect.DeepEqual(o, same) {
				t.Fatal("the same step came to something else")
			}
			// A bot that is started again here goes on just so.
			resumed, o2 := dialogue.Step(s, before, in)
			if !reflect.DeepEqual(stored(t, resumed), stored(t, after)) || !reflect.DeepEqual(o, o2) {
				t.Fatalf("from what is stored it comes to %+v, %+v; it was %+v, %+v", resumed, o2, after, o)
			}
			keepsAnswers(t, q, st, after, in, o)
			next, asks := s.Question(after)
			switch o.Kind {
			case dialogue.Asks:
				if !asks || next.Key != after.At || !after.AskedAt.Equal(in.At) {
					t.Fatalf("it asks %q, and waits at %q since %v", next.Key, after.At, after.AskedAt)
				}
			case dialogue.Refuses:
				if o.Err == nil || next.Key != q.Key {
					t.Fatalf("refused with %v, and waits at %q after %q", o.Err, next.Key, q.Key)
				}
			case dialogue.IsOld, dialogue.Stops:
				if next.Key != q.Key || !maps.EqualFunc(st.Answers, after.Answers, slices.Equal) {
					t.Fatalf("%s, and yet it changed", o.Kind)
				}
			case dialogue.Ends:
				if waits && !asks && in.Do == dialogue.Stop {
					t.Fatal("stop ended it as if all were answered")
				}
			default:
				t.Fatalf("no such outcome: %q", o.Kind)
			}
			if in.Question != "" && waits && in.Question != q.Key && o.Kind != dialogue.IsOld {
				t.Fatalf("a button of %q did something at %q", in.Question, q.Key)
			}
			if in.Do == dialogue.Stop && in.Question == "" && o.Kind != dialogue.Stops {
				t.Fatal("stop does not stop it")
			}
			st = after
		}
	})
}

// keepsAnswers: only the question that waited gets another answer, and only by an answer.
func keepsAnswers(t *rapid.T, q dialogue.Question, before, after dialogue.State, in dialogue.Input, o dialogue.Outcome) {
	for key, given := range before.Answers {
		now, there := after.Answers[key]
		changed := !there || !slices.Equal(given, now)
		if changed && (key != q.Key || in.Do != dialogue.Say && in.Do != dialogue.Choose) {
			t.Fatalf("%s at %q changed the answer to %q from %q to %q", in.Do, q.Key, key, given, now)
		}
		if changed && q.Kind == dialogue.List && !q.Secret && in.Text != dialogue.NoAnswer {
			for _, one := range given {
				if !slices.Contains(now, one) {
					t.Fatalf("%q is gone from the list %q", one, now)
				}
			}
		}
	}
	for key, now := range after.Answers {
		if len(now) > dialogue.MaxList || slices.ContainsFunc(now, func(s string) bool { return len(s) > dialogue.MaxText }) {
			t.Fatalf("%q holds too much", key)
		}
	}
	if q.Secret && o.Answered == q.Key && len(after.Answers[q.Key]) > 0 {
		t.Fatalf("a secret was kept: %q", after.Answers[q.Key])
	}
}

// stored is the state as it comes back from a document.
func stored(t *rapid.T, st dialogue.State) dialogue.State {
	raw, err := json.Marshal(st)
	if err != nil {
		t.Fatal(err)
	}
	var back dialogue.State
	if err := json.Unmarshal(raw, &back); err != nil {
		t.Fatal(err)
	}
	return back
}

// TestCoreDialogueIsAnsweredToItsEnd: whoever answers or skips each question comes to the
// end, through every question that is asked of them, and back leads to the first.
func TestCoreDialogueIsAnsweredToItsEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := anyScript.Draw(t, "script")
		for i := range s { // every one can be answered somehow
			if s[i].Read == nil {
				s[i].Options = []string{"red", "blue"}
			}
		}
		st, o := dialogue.Start(s, dialogue.State{Script: "s"}, noon)
		first := st.At
		var asked []string
		for steps := 0; o.Kind == dialogue.Asks; steps++ {
			if steps > 3*len(keys) {
				t.Fatalf("it does not end: %q", asked)
			}
			q, _ := s.Question(st)
			asked = append(asked, q.Key)
			in := dialogue.Input{Do: dialogue.Say, Text: rapid.SampledFrom([]string{"red", "red,r"}).Draw(t, "answer"), At: noon}
			if q.Read == nil {
				in.Text = rapid.SampledFrom(q.Options).Draw(t, "option")
			}
			if _, answered := st.Answers[q.Key]; answered || q.Optional && rapid.Bool().Draw(t, "skip") {
				in.Do = dialogue.Skip
			}
			st, o = dialogue.Step(s, st, in)
			if o.Kind == dialogue.Refuses {
				t.Fatalf("%q was refused at %q: %v", in.Text, q.Key, o.Err)
			}
		}
		for _, q := range s {
			_, answered := st.Answers[q.Key]
			if wanted := q.When == nil || q.When(st.Answers); wanted != answered {
				t.Fatalf("%q: answered %v, to be asked %v", q.Key, answered, wanted)
			}
		}
		if len(asked) == 0 {
			return
		}
		st.At = asked[len(asked)-1]
		for range keys {
			st, _ = dialogue.Step(s, st, dialogue.Input{Do: dialogue.Back, At: noon})
		}
		if st.At != first || !s.First(st, first) {
			t.Fatalf("back leads to %q, and it began at %q", st.At, first)
		}
	})
}

// TestCoreDialoguesKept: at most one is open, and what was begun stays until it is
// dropped, too old, or begun anew.
func TestCoreDialoguesKept(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var k dialogue.Kept
		now, counts := noon, map[int]bool{}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			name := rapid.SampledFrom([]dialogue.Name{"x", "y", "z"}).Draw(t, "name")
			before := k
			switch rapid.SampledFrom([]string{"begin", "put", "leave", "drop"}).Draw(t, "do") {
			case "begin":
				var st dialogue.State
				k, st = k.Begin(dialogue.State{Script: name, AskedAt: now, Answers: dialogue.Answers{"a": {"red"}}})
				if counts[st.Count] {
					t.Fatalf("two dialogues have the number %d", st.Count)
				}
				counts[st.Count] = true
			case "put":
				if st, ok := k.Left(name, now); ok {
					k = k.Put(st)
				}
			case "leave":
				k = k.Leave(now)
				if _, open := k.Current(); open {
					t.Fatal("one is open still")
				}
			case "drop":
				k = k.Drop(name)
				if _, left := k.Left(name, now); left {
					t.Fatal("it is there still")
				}
			}
			for _, st := range before.All() {
				if _, left := before.Left(st.Script, now); left && st.Script != name {
					if _, there := k.Left(st.Script, now); !there {
						t.Fatalf("%s is lost", st.Script)
					}
				}
			}
			if st, open := k.Current(); open && st.Script != k.Open {
				t.Fatalf("%s is open as %s", st.Script, k.Open)
			}
			now = now.Add(time.Duration(rapid.IntRange(0, 100).Draw(t, "hours")) * time.Hour)
		}
	})
}
