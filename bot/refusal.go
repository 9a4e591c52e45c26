package bot

import (
	"errors"
	"time"

	"porchlight/bot/form"
	"porchlight/notice"
)

// refusal says what could not be read, and what to type instead. It never repeats what
// was typed: nothing on a phone at a meeting may say that the bot took note of a word.
func refusal(e *form.Error, zone *time.Location) notice.Line {
	example := notice.Text(e.Example)
	switch e.Kind {
	case form.KindNotExist:
		var gap *form.NotExist
		if errors.As(e, &gap) {
			return notice.L("form-not-exist", "after", notice.Text(form.FormatWhen(gap.After, zone)))
		}
	case form.KindAmbiguous:
		var twice *form.Ambiguous
		if errors.As(e, &twice) {
			return notice.L("form-ambiguous",
				"a", notice.Text(twice.First.Format("15:04 MST")), "b", notice.Text(twice.Second.Format("15:04 MST")),
				"example", example)
		}
	case form.KindPast:
		return notice.L("form-past", "example", example)
	case form.KindTooFar:
		return notice.L("form-too-far")
	case form.KindDuration, form.KindDurationBounds:
		return notice.L("form-duration", "example", example)
	case form.KindTooLong:
		return notice.L("form-too-long", "what", partName(e.Part))
	case form.KindUnknownPart:
		return notice.L("form-unknown-part", "example", example)
	case form.KindDoubled:
		return notice.L("form-doubled", "what", partName(e.Part))
	case form.KindMissing:
		return notice.L("form-missing", "what", partName(e.Part), "example", example)
	case form.KindZone:
		return notice.L("zone-bad")
	case form.KindDay:
		return notice.L("form-day", "example", example)
	case form.KindTime, form.KindUnreadable, form.KindExtra, form.KindChoice, form.KindLanguage, form.KindEmail, form.KindToken:
	}
	return notice.L("form-time", "example", example)
}

// partName is a part of a form as people call it.
func partName(p form.Part) notice.Arg { return notice.Word(notice.Key("part-" + p)) }
