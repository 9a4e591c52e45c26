package stage_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"porchlight/stage"
)

func telltales(t *testing.T) []string {
	t.Helper()
	var file struct {
		Telltale []string `json:"telltale"`
	}
	raw, err := os.ReadFile("../locales/en.json")
	if err == nil {
		err = json.Unmarshal(raw, &file)
	}
	if err != nil || len(file.Telltale) == 0 {
		t.Fatalf("no telltale words: %v", err)
	}
	return file.Telltale
}

// The menu shows harmless names alone, in words that could be any reminder bot's.
func TestTheMenuIsHarmless(t *testing.T) {
	t.Parallel()
	run := lantern(t, stage.Options{})
	menu := run.Person("Ana").Menu()
	if len(menu) < 8 || menu[0].Command != "plan" {
		t.Fatalf("the menu: %v", menu)
	}
	for _, c := range menu {
		for _, telltale := range append(telltales(t), "sos", "forget", "audit", "invite", "words") {
			if strings.Contains(strings.ToLower(c.Command+" "+c.Description), telltale) {
				t.Errorf("%q is in the menu: %v", telltale, c)
			}
		}
	}
}
