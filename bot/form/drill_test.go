package form_test

import (
	"errors"
	"testing"

	"porchlight/bot/form"
)

func TestDrill(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]form.Drill{
		"": form.DrillAny, "  ": form.DrillAny, "duress": form.DrillSignal, "Duress ": form.DrillSignal, "Notruf": form.DrillSignal,
		"stop": form.DrillStop, "STOPP": form.DrillStop,
	} {
		if got, err := form.ParseDrill(args); got != want || err != nil {
			t.Errorf("/drill %q is %q, %v", args, got, err)
		}
	}
	for _, args := range []string{"now", "duress now", "stop it", "\x00"} {
		var wrong *form.Error
		if got, err := form.ParseDrill(args); !errors.As(err, &wrong) {
			t.Errorf("/drill %q is %q, %v", args, got, err)
		}
	}
}
