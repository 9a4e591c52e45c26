package locales

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// file is a catalogue as it stands in its file; see the package documentation.
type file struct {
	Name     string              `json:"name"`
	Time     timeForms           `json:"time"`
	People   peopleForms         `json:"people"`
	Cover    map[string]text     `json:"cover"`
	Plain    map[string]text     `json:"plain"`
	Words    map[string][]string `json:"words"`
	Replies  []string            `json:"replies"`
	Telltale []string            `json:"telltale"`
}

// timeForms say how times are written.
type timeForms struct {
	Today      string   `json:"today"`
	Tomorrow   string   `json:"tomorrow"`
	Day        string   `json:"day"`
	DayAndYear string   `json:"day-and-year"`
	Weekdays   []string `json:"weekdays"` // from Sunday
	Months     []string `json:"months"`
	Hours      string   `json:"hours"`
	Minutes    string   `json:"minutes"`
	Seconds    string   `json:"seconds"`
}

// peopleForms say how people and what they wrote are put into a text.
type peopleForms struct {
	Someone string `json:"someone"` // whose name is not known
	Nobody  string `json:"nobody"`  // an empty list
	Comma   string `json:"comma"`   // "Dora, Emil" before the last of a list
	And     string `json:"and"`     // "… and Carla"
	NoText  string `json:"no-text"` // in place of an empty one
}

// text is a text in the plural forms of CLDR. One that counts nothing has Other alone.
type text struct {
	Zero  string `json:"zero"`
	One   string `json:"one"`
	Two   string `json:"two"`
	Few   string `json:"few"`
	Many  string `json:"many"`
	Other string `json:"other"`
}

// UnmarshalJSON reads a string, or an object of forms.
func (t *text) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, &t.Other)
	}
	type forms text
	return strict(raw, (*forms)(t))
}

// forms lists what is there, Other first.
func (t text) forms() []string {
	all := []string{t.Other}
	for _, s := range []string{t.Zero, t.One, t.Two, t.Few, t.Many} {
		if s != "" {
			all = append(all, s)
		}
	}
	return all
}

func (t text) message(key string) *i18n.Message {
	return &i18n.Message{ID: key, Zero: t.Zero, One: t.One, Two: t.Two, Few: t.Few, Many: t.Many, Other: t.Other}
}

// texts are those under cover and the plain ones together.
func (f *file) texts() map[string]text {
	all := make(map[string]text, len(f.Cover)+len(f.Plain))
	for _, section := range []map[string]text{f.Cover, f.Plain} {
		for key, t := range section {
			all[key] = t
		}
	}
	return all
}

// parse reads a catalogue and refuses one that is not sound.
func parse(raw []byte) (*file, error) {
	if err := onlyOnce(json.NewDecoder(bytes.NewReader(raw)), ""); err != nil {
		return nil, err
	}
	f := &file{}
	if err := strict(raw, f); err != nil {
		return nil, err
	}
	return f, f.check()
}

// strict reads one JSON value and accepts no field that it has no place for.
func strict(raw []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("reading JSON: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("reading JSON: something follows the value")
	}
	return nil
}

// onlyOnce refuses an object that has a name twice: encoding/json would take the last
// one, and a text would be lost without a sound.
func onlyOnce(d *json.Decoder, where string) error {
	token, err := d.Token()
	if err != nil {
		return fmt.Errorf("reading JSON: %w", err)
	}
	open, ok := token.(json.Delim)
	if !ok {
		return nil
	}
	seen := map[string]bool{}
	for d.More() {
		inside := where
		if open == '{' {
			name, err := d.Token()
			if err != nil {
				return fmt.Errorf("reading JSON: %w", err)
			}
			inside = where + "/" + fmt.Sprint(name)
			if seen[inside] {
				return fmt.Errorf("%s stands there twice", inside)
			}
			seen[inside] = true
		}
		if err := onlyOnce(d, inside); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return fmt.Errorf("reading JSON: %w", err)
	}
	return nil
}
