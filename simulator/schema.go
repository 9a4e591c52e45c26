package simulator

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// specification is the part of the Bot API that the simulator answers, cut by
// schema/trim.go from a machine-readable copy of Telegram's documentation (MIT, see
// schema/LICENSE).
//
//go:embed schema/bot-api-10.1.json
var specification []byte

// schema is what a request is checked against.
type schema struct {
	Version string                `json:"version"`
	Methods map[string]objectSpec `json:"methods"`
	Types   map[string]objectSpec `json:"types"`
	// Others are methods of the Bot API that the simulator does not answer.
	Others []string `json:"others"`
}

type objectSpec struct {
	Fields   []fieldSpec `json:"fields"`
	Subtypes []string    `json:"subtypes"`
}

func (o objectSpec) field(name string) (fieldSpec, bool) {
	i := slices.IndexFunc(o.Fields, func(f fieldSpec) bool { return f.Name == name })
	if i < 0 {
		return fieldSpec{}, false
	}
	return o.Fields[i], true
}

type fieldSpec struct {
	Name     string   `json:"name"`
	Types    []string `json:"types"` // any of them
	Required bool     `json:"required"`
	Must     string   `json:"must"` // the only value allowed, if not empty
}

// botAPI is the specification, read once.
var botAPI = sync.OnceValue(func() schema {
	var s schema
	if err := json.Unmarshal(specification, &s); err != nil {
		panic(fmt.Sprintf("simulator: the embedded Bot API schema does not decode: %v", err))
	}
	return s
})

// standing says what the schema knows of a method's name.
type standing int

const (
	methodUnknown      standing = iota // no such method in the Bot API
	methodNotSimulated                 // in the Bot API, but not answered here
	methodAnswered
)

func (s schema) standing(method string) standing {
	if _, ok := s.Methods[method]; ok {
		return methodAnswered
	}
	if slices.Contains(s.Others, method) {
		return methodNotSimulated
	}
	return methodUnknown
}

// notSimulated are parameters that Telegram knows and that would change what happens.
// To take and ignore them would make a test pass for the wrong reason.
var notSimulated = []string{
	"business_connection_id", "message_thread_id", "direct_messages_topic_id", "message_effect_id",
	"suggested_post_parameters", "allow_paid_broadcast", "inline_message_id", "rich_message",
	"parse_mode", "video_start_timestamp", "show_caption_above_media", "certificate", "ip_address",
}

// check turns the fields of a request into values of their declared types: string,
// int64, float64, bool, []any, map[string]any. Every fault it finds is one line of
// problems.
func (s schema) check(method string, fields map[string]rawValue) (values map[string]any, problems []string) {
	spec := s.Methods[method]
	values = map[string]any{}
	for _, name := range sortedKeys(fields) {
		f, known := spec.field(name)
		if !known {
			problems = append(problems, fmt.Sprintf("unknown field %q", name))
			continue
		}
		if fields[name].absent(f) {
			continue
		}
		value, err := s.convert(f.Types, fields[name])
		if err != nil {
			problems = append(problems, fmt.Sprintf("field %q: %v", name, err))
			continue
		}
		values[name] = value
	}
	for _, f := range spec.Fields {
		if raw, given := fields[f.Name]; f.Required && (!given || raw.absent(f)) {
			problems = append(problems, fmt.Sprintf("required field %q is missing", f.Name))
		}
	}
	return values, problems
}

// convert reads v as the first of types that fits.
func (s schema) convert(types []string, v rawValue) (any, error) {
	if v.file {
		if slices.Contains(types, "InputFile") {
			return Upload{Name: v.name, Data: []byte(v.text)}, nil
		}
		return nil, fmt.Errorf("is a file, want %s", strings.Join(types, " or "))
	}
	if v.isText {
		return s.convertText(types, v.text)
	}
	return s.convertJSON(types, v.json)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
