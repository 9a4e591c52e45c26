package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/url"
	"slices"
)

// maxRequest bounds the body of one request, in bytes. Telegram takes uploads of
// 50 MB; the methods simulated here need far less.
const maxRequest = 8 << 20

// rawValue is a field of a request before its type is known.
type rawValue struct {
	text   string // a form field, a query parameter or a file's contents
	isText bool
	file   bool
	name   string // of a file
	json   any    // from a JSON body, numbers as json.Number
}

// absent says whether the field counts as not given: null does, and so does the word
// null in a form where no text can stand, which is how a typed client may write an
// unset object.
func (v rawValue) absent(f fieldSpec) bool {
	if v.isText {
		return v.text == "null" && !slices.Contains(f.Types, "String")
	}
	return !v.file && v.json == nil
}

// readFields collects the fields of a request from the query string and from a body
// in any of the three forms that the Bot API takes.
func readFields(w http.ResponseWriter, r *http.Request) (map[string]rawValue, error) {
	fields := map[string]rawValue{}
	addForm(fields, r.URL.Query())
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxRequest))
	if err != nil {
		return nil, fmt.Errorf("reading the body: %w", err)
	}
	if len(body) == 0 {
		return fields, nil // a typed client announces a form and sends none
	}
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return nil, fmt.Errorf("reading the content type: %w", err)
	}
	switch kind {
	case "application/json":
		err = addJSON(fields, body)
	case "application/x-www-form-urlencoded":
		var form url.Values
		if form, err = url.ParseQuery(string(body)); err == nil {
			addForm(fields, form)
		}
	case "multipart/form-data":
		err = addMultipart(fields, body, params["boundary"])
	default:
		err = fmt.Errorf("content type %q is none that the Bot API takes", kind)
	}
	return fields, err
}

func addForm(fields map[string]rawValue, form url.Values) {
	for name := range form {
		fields[name] = rawValue{text: form.Get(name), isText: true}
	}
}

func addJSON(fields map[string]rawValue, body []byte) error {
	decoded, err := decodeJSON(body)
	if err != nil {
		return fmt.Errorf("can't parse request JSON object: %w", err)
	}
	object, ok := decoded.(map[string]any)
	if !ok {
		return errors.New("request must be a JSON object")
	}
	for name, value := range object {
		fields[name] = rawValue{json: value}
	}
	return nil
}

func addMultipart(fields map[string]rawValue, body []byte, boundary string) error {
	parts := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("reading a form: %w", err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			return fmt.Errorf("reading the form field %q: %w", part.FormName(), err)
		}
		isFile := part.FileName() != ""
		fields[part.FormName()] = rawValue{text: string(text), isText: !isFile, file: isFile, name: part.FileName()}
	}
}

// decodeJSON keeps whole numbers whole: ids do not fit a float64.
func decodeJSON(data []byte) (any, error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the JSON value")
	}
	return v, nil
}
