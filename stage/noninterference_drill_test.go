package stage_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"porchlight/keyring"
)

// drillsApart leaves out what phones that are at no meeting are sent of drills: pages about
// others stop when somebody has given a signal. With a message goes whatever names it: its
// edits, and its number where several are deleted. Nothing else goes, and the numbers of the
// other messages of a chat become what they are where no drill was.
func drillsApart(seen []string) (rest []string) {
	drills := map[string][]int{} // by phone
	for _, call := range seen {
		if became := becameRE.FindStringSubmatch(call); became != nil && strings.Contains(call, `"text":"DRILL`) {
			drills[phoneOf(call)] = append(drills[phoneOf(call)], number(became[1]))
		}
	}
	for _, call := range seen {
		of, others := drills[phoneOf(call)], 0
		named := namesRE.ReplaceAllStringFunc(call, func(names string) string {
			var kept []string
			for _, id := range numberRE.FindAllString(names, -1) {
				if !slices.Contains(of, number(id)) {
					kept = append(kept, strconv.Itoa(number(id)-below(of, number(id))))
				}
			}
			others += len(kept)
			return numbersRE.ReplaceAllLiteralString(names, strings.Join(kept, ","))
		})
		if others > 0 || !namesRE.MatchString(call) {
			rest = append(rest, named)
		}
	}
	return rest
}

// Where requests name messages by their numbers.
var (
	becameRE  = regexp.MustCompile(regexp.QuoteMeta(becameMark) + `([0-9]+)\]$`)
	namesRE   = regexp.MustCompile(`"message_id":[0-9]+|"message_ids":\[[0-9,]+\]|` + regexp.QuoteMeta(becameMark) + `[0-9]+\]$`)
	numbersRE = regexp.MustCompile(`[0-9][0-9,]*`)
	numberRE  = regexp.MustCompile(`[0-9]+`)
)

// phoneOf is whose phone a request goes to.
func phoneOf(call string) string { return strings.Fields(call)[1] }

// number is a message's, of which only digits are left.
func number(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		panic(err)
	}
	return n
}

// below is how many of the numbers are below n.
func below(numbers []int, n int) (count int) {
	for _, other := range numbers {
		if other < n {
			count++
		}
	}
	return count
}

// What names both a drill's message and others keeps the others, renumbered; an edit and a
// deletion of others alone stay, and so do those on another phone.
func TestNoninterferenceLeavesOutDrillsAlone(t *testing.T) {
	t.Parallel()
	want(t, "apart", drillsApart([]string{
		`1 Carla sendMessage {"text":"Hello."}  [became 4]`,
		`1 Carla sendMessage {"text":"DRILL. Ben"}  [became 5]`,
		`2 Carla sendMessage {"text":"Nobody is out."}  [became 6]`,
		`3 Carla editMessageText {"message_id":5,"text":"A reminder was here."} `,
		`3 Carla editMessageText {"message_id":6,"text":"Dora is out."} `,
		`3 Dora deleteMessages {"chat_id":7,"message_ids":[5]} `,
		`4 Carla deleteMessages {"chat_id":7,"message_ids":[5]} `,
		`4 Carla deleteMessages {"chat_id":7,"message_ids":[4,5,6]} `,
		`5 Carla press answered ""`,
	}),
		`1 Carla sendMessage {"text":"Hello."}  [became 4]`,
		`2 Carla sendMessage {"text":"Nobody is out."}  [became 5]`,
		`3 Carla editMessageText {"message_id":5,"text":"Dora is out."} `,
		`3 Dora deleteMessages {"chat_id":7,"message_ids":[5]} `,
		`4 Carla deleteMessages {"chat_id":7,"message_ids":[4,5]} `,
		`5 Carla press answered ""`)
}

// TestNoninterferenceBesideADrill plays conversations in which a drill is on, or asked for,
// when somebody gives the signal. One world has a drill that an alert ends.
func TestNoninterferenceBesideADrill(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		turns   []turn
		watched []string
		marked  bool // the watched phone is at no meeting, and is sent what a drill says
	}{
		"a signal at a meeting": {[]turn{
			{time.Second, "Ana", "/plan +1m 1h Blue Café | with: Ben"},
			{time.Second, "Ana", "[Confirm]"},
			{2 * time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a silent signal]"},
			{7 * time.Millisecond, "Ana", "all fine, reminds me of PHRASE"},
			{137 * time.Millisecond, "Dora", "[I'm on it]"},
			{time.Second, "Emil", "on it"},
			{time.Minute, "Ana", "on it"},
			{time.Minute, "Ben", "/status"},
			{time.Minute, "Carla", "/drill stop"},
			{time.Second, "Carla", "[End the drill]"},
			{time.Minute, "Ana", "/drill"},
			{time.Minute, "Ana", "home"},
		}, []string{"Ana", "Ben"}, false},
		"a drill that begins after it": {[]turn{
			{time.Second, "Ana", "/now 45m Blue Café"},
			{time.Minute, "Ana", "PHRASE"},
			{7 * time.Millisecond, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Second, "Dora", "[I'm on it]"},
			{31 * time.Minute, "Ana", "[OK]"},
		}, []string{"Ana", "Ben"}, false},
		"a coordinator at a meeting asks for a drill": {[]turn{
			{time.Second, "Carla", "/now 45m Market hall"},
			{time.Minute, "Carla", "PHRASE"},
			{time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Second, "Carla", "/drill stop"},
			{time.Minute, "Carla", "home"},
			{time.Minute, "Carla", "/drill duress"},
		}, []string{"Carla"}, false},
		"a coordinator who gave the signal outside any meeting asks for drills": {[]turn{
			{time.Second, "Carla", "do you know PHRASE"},
			{time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Minute, "Carla", "/drill"},
			{time.Second, "Carla", "As for a silent signal"},
			{time.Minute, "Carla", "/drill stop"},
			{time.Second, "Carla", "[End the drill]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/watch"},
			{time.Minute, "Carla", "/export correct battery horse"},
			{time.Minute, "Carla", "/status"},
		}, []string{"Carla"}, true},
		"who started a drill gives the signal while it is on": {[]turn{
			{time.Second, "Carla", "/drill"},
			{time.Second, "Carla", "[As for a missed sign]"},
			{time.Minute, "Carla", "do you know PHRASE"},
			{time.Second, "Dora", "[I'm on it]"},
			{time.Second, "Carla", "/audit"},
			{time.Second, "Dora", "stand down"},
			{time.Second, "Dora", "[Safe]"},
			{time.Minute, "Carla", "/audit"},
			{time.Minute, "Carla", "/watch"},
			{time.Minute, "Carla", "/team"},
			{time.Minute, "Carla", "/forget yes"},
			{time.Minute, "Carla", "hello"},
		}, []string{"Carla"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, err := keyring.New()
			if err != nil {
				t.Fatal(err)
			}
			with, raised, err := world(c.turns, duress, ring, nil, c.watched...)
			if err != nil {
				t.Fatal(err)
			}
			without, drills, err := world(c.turns, harmless, ring, nil, c.watched...)
			if err != nil {
				t.Fatal(err)
			}
			if marked := len(drillsApart(without)) < len(without); marked != c.marked {
				t.Fatalf("marked messages to the phone: %v", marked)
			}
			if with, without = drillsApart(with), drillsApart(without); raised == 0 || c.marked && drills == 0 || !slices.Equal(with, without) {
				t.Fatalf("%d alerts, %d drills\nwith a duress phrase\n%s\nwith a harmless one\n%s", raised, drills, strings.Join(with, "\n"), strings.Join(without, "\n"))
			}
		})
	}
}
