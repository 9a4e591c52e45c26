package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

const arrayOf = "Array of "

// convertText reads the text of a form field or query parameter: there numbers and
// truth values are written out and everything else that is not a string is JSON.
func (s schema) convertText(types []string, text string) (any, error) {
	var firstErr error
	for _, t := range types {
		value, err := s.convertTextAs(t, text)
		if err == nil {
			return value, nil
		}
		if firstErr == nil {
			firstErr = err
		}
	}
	if len(types) == 1 {
		return nil, firstErr
	}
	decoded, err := decodeJSON([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("is none of %s", strings.Join(types, ", "))
	}
	return s.convertJSON(types, decoded)
}

func (s schema) convertTextAs(t, text string) (any, error) {
	switch t {
	case "String":
		return text, nil
	case "Integer":
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not an Integer", text)
		}
		return n, nil
	case "Float":
		x, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fmt.Errorf("%q is not a Float", text)
		}
		return x, nil
	case "Boolean":
		switch text {
		case "true":
			return true, nil
		case "false":
			return false, nil
		}
		return nil, fmt.Errorf("%q is not a Boolean", text)
	case "InputFile":
		return nil, errors.New("is text, want an uploaded file")
	}
	decoded, err := decodeJSON([]byte(text))
	if err != nil {
		return nil, fmt.Errorf("is not the JSON of %s: %w", t, err)
	}
	return s.convertJSON([]string{t}, decoded)
}

// convertJSON checks a decoded JSON value against types, deep down.
func (s schema) convertJSON(types []string, v any) (any, error) {
	if object, ok := v.(map[string]any); ok {
		if t, chosen := s.choose(types, object); chosen {
			return s.convertObject(t, object)
		}
		return nil, fmt.Errorf("is an object, want %s", strings.Join(types, " or "))
	}
	var firstErr error
	for _, t := range types {
		value, err := s.convertJSONAs(t, v)
		if err == nil {
			return value, nil
		}
		if firstErr == nil {
			firstErr = err
		}
	}
	return nil, firstErr
}

func (s schema) convertJSONAs(t string, v any) (any, error) {
	if element, ok := strings.CutPrefix(t, arrayOf); ok {
		list, ok := v.([]any)
		if !ok {
			return nil, fmt.Errorf("is %s, want %s", jsonKind(v), t)
		}
		return s.convertList(element, list)
	}
	switch value := v.(type) {
	case string:
		if t == "String" {
			return value, nil
		}
	case bool:
		if t == "Boolean" {
			return value, nil
		}
	case json.Number:
		if n, err := strconv.ParseInt(value.String(), 10, 64); err == nil && t == "Integer" {
			return n, nil
		}
		if x, err := value.Float64(); err == nil && t == "Float" {
			return x, nil
		}
	}
	return nil, fmt.Errorf("is %s, want %s", jsonKind(v), t)
}

func (s schema) convertList(element string, list []any) (any, error) {
	out := make([]any, len(list))
	for i, v := range list {
		value, err := s.convertJSON([]string{element}, v)
		if err != nil {
			return nil, fmt.Errorf("element %d %w", i, err)
		}
		out[i] = value
	}
	return out, nil
}

func (s schema) convertObject(t string, object map[string]any) (any, error) {
	spec := s.Types[t]
	out := map[string]any{}
	for _, name := range sortedKeys(object) {
		f, known := spec.field(name)
		if !known {
			return nil, fmt.Errorf("has the unknown field %q in %s", name, t)
		}
		if object[name] == nil {
			continue // null is as good as absent
		}
		value, err := s.convertJSON(f.Types, object[name])
		if err != nil {
			return nil, fmt.Errorf("in %s.%s: %w", t, name, err)
		}
		if f.Must != "" && value != f.Must {
			return nil, fmt.Errorf("in %s.%s: is %q, must be %q", t, name, value, f.Must)
		}
		out[name] = value
	}
	for _, f := range spec.Fields {
		if f.Required && out[f.Name] == nil {
			return nil, fmt.Errorf("lacks the required field %q of %s", f.Name, t)
		}
	}
	return out, nil
}

// choose picks the object type of types that object is meant to be: the only one, or
// the first that has its constant, or the first of which it has a required field.
func (s schema) choose(types []string, object map[string]any) (string, bool) {
	var candidates []string
	for _, t := range types {
		spec, ok := s.Types[t]
		switch {
		case ok && len(spec.Subtypes) > 0:
			candidates = append(candidates, spec.Subtypes...)
		case ok:
			candidates = append(candidates, t)
		}
	}
	if len(candidates) == 1 {
		return candidates[0], true
	}
	for _, t := range candidates {
		for _, f := range s.Types[t].Fields {
			value, given := object[f.Name]
			if given && (f.Must == "" && f.Required || f.Must != "" && value == f.Must) {
				return t, true
			}
		}
	}
	return "", false
}

func jsonKind(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case string:
		return "a string"
	case bool:
		return "a boolean"
	case json.Number:
		return "the number " + v.String()
	case []any:
		return "an array"
	default:
		return "an object"
	}
}
