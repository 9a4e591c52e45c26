package bot

import (
	"errors"
	"time"

	"porchlight/bot/form"
	"porchlight/notice"
)

// refusal says what could not be read, and what to type instead.
func refusal(e *form.Error, zone *time.Location) notice.Line {
	what, example := notice.Text(e.What), notice.Text(e.Example)
	switch e.Kind {
	case form.KindNotExist:
		var gap *form.NotExist
		if errors.As(e, &gap) {
			return notice.L("form-not-exist", "what", what, "after", notice.Text(form.FormatWhen(gap.After, zone)))
		}
	case form.KindAmbiguous:
		var twice *form.Ambiguous
		if errors.As(e, &twice) {
			return notice.L("form-ambiguous", "what", what,
				"a", notice.Text(twice.First.Format("15:04 MST")), "b", notice.Text(twice.Second.Format("15:04 MST")),
				"example", example)
		}
	case form.KindPast:
		return notice.L("form-past", "what", what, "example", example)
	case form.KindTooFar:
		return notice.L("form-too-far")
	case form.KindDuration, form.KindDurationBounds:
		return notice.L("form-duration", "what", what, "example", example)
	case form.KindTooLong:
		return notice.L("form-too-long", "what", partName(e.Part))
	case form.KindUnknownPart:
		return notice.L("form-unknown-part", "what", what, "example", example)
	case form.KindDoubled:
		return notice.L("form-doubled", "what", partName(e.Part))
	case form.KindMissing:
		return notice.L("form-missing", "what", partName(e.Part), "example", example)
	case form.KindZone:
		return notice.L("zone-bad", "what", what)
	case form.KindTime, form.KindUnreadable, form.KindExtra, form.KindChoice, form.KindLanguage, form.KindEmail, form.KindToken:
	}
	return notice.L("form-time", "what", what, "example", example)
}

// partName is a part of a form as people call it.
func partName(p form.Part) notice.Arg { return notice.Word(notice.Key("part-" + p)) }
