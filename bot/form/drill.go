package form

import "strings"

// Drill is what `/drill` is asked to do.
type Drill string

// The forms.
const (
	DrillAny    Drill = ""       // begin one; which, is asked
	DrillSignal Drill = "duress" // begin one as after a silent signal
	DrillStop   Drill = "stop"   // call off the one that is on
)

// drillWords are what stands for each, in the languages that there are.
var drillWords = map[string]Drill{
	"": DrillAny, "duress": DrillSignal, "notruf": DrillSignal, "stop": DrillStop, "stopp": DrillStop,
}

// ParseDrill reads what comes after `/drill`: nothing, `duress` or `stop`.
func ParseDrill(args string) (Drill, error) {
	if err := check(args); err != nil {
		return "", err
	}
	d, known := drillWords[strings.ToLower(tidy(args))]
	if !known {
		return "", wrong(KindChoice, PartForm, tidy(args), "/drill stop")
	}
	return d, nil
}
