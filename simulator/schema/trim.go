//go:build ignore

// Trim cuts the machine-readable Bot API specification down to what the simulator
// checks requests against:
//
//	go run simulator/schema/trim.go FULL.json > simulator/schema/bot-api-10.1.json
//
// FULL.json is the specification of github.com/PaulSonOfLars/telegram-bot-api-spec
// (MIT, see LICENSE). Kept are the methods that the simulator answers, the types that
// they take, and the bare names of all other methods; descriptions are dropped, save
// the constant that a description demands of a field ("must be default").
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// answered are the methods that the simulator answers.
var answered = []string{
	"getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo", "getMe", "logOut", "close",
	"sendMessage", "sendDocument", "sendLocation", "copyMessage", "sendChatAction",
	"editMessageText", "editMessageLiveLocation", "editMessageReplyMarkup", "deleteMessage", "deleteMessages",
	"answerCallbackQuery", "getChat", "leaveChat",
	"setMyCommands", "deleteMyCommands", "getMyCommands",
}

type field struct {
	Name        string   `json:"name"`
	Types       []string `json:"types"`
	Required    bool     `json:"required,omitempty"`
	Must        string   `json:"must,omitempty"`
	Description string   `json:"description,omitempty"`
}

type object struct {
	Fields   []field  `json:"fields,omitempty"`
	Subtypes []string `json:"subtypes,omitempty"`
}

type full struct {
	Version string            `json:"version"`
	Methods map[string]object `json:"methods"`
	Types   map[string]object `json:"types"`
}

type trimmed struct {
	Version string            `json:"version"`
	Methods map[string]object `json:"methods"`
	Types   map[string]object `json:"types"`
	Others  []string          `json:"others"`
}

var constant = regexp.MustCompile(`must be "?([a-z_]+)"?\.?$`)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "trim:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return fmt.Errorf("usage: trim FULL.json")
	}
	data, err := os.ReadFile(os.Args[1])
	if err != nil {
		return fmt.Errorf("reading the specification: %w", err)
	}
	var in full
	if err := json.Unmarshal(data, &in); err != nil {
		return fmt.Errorf("decoding the specification: %w", err)
	}
	out := trimmed{Version: in.Version, Methods: map[string]object{}, Types: map[string]object{}}
	for _, name := range answered {
		method, ok := in.Methods[name]
		if !ok {
			return fmt.Errorf("the specification has no method %s", name)
		}
		out.Methods[name] = bare(method)
		out.follow(in, method)
	}
	for name := range in.Methods {
		if !slices.Contains(answered, name) {
			out.Others = append(out.Others, name)
		}
	}
	slices.Sort(out.Others)
	enc := json.NewEncoder(os.Stdout)
	enc.SetIndent("", " ")
	enc.SetEscapeHTML(false)
	return enc.Encode(out)
}

// follow adds every type that o names, and those that they name.
func (t *trimmed) follow(in full, o object) {
	names := slices.Clone(o.Subtypes)
	for _, f := range o.Fields {
		names = append(names, f.Types...)
	}
	for _, name := range names {
		for strings.HasPrefix(name, "Array of ") {
			name = strings.TrimPrefix(name, "Array of ")
		}
		next, ok := in.Types[name]
		if _, done := t.Types[name]; !ok || done {
			continue
		}
		t.Types[name] = bare(next)
		t.follow(in, next)
	}
}

// bare is o without descriptions.
func bare(o object) object {
	b := object{Subtypes: o.Subtypes}
	for _, f := range o.Fields {
		if m := constant.FindStringSubmatch(f.Description); m != nil {
			f.Must = m[1]
		}
		f.Description = ""
		b.Fields = append(b.Fields, f)
	}
	return b
}
