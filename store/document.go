package store

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"porchlight/engine"
	"porchlight/keyring"
)

// A document is stored as one line in clear and the sealed body:
//
//	<form> <version> <key> <link> <link>...\n<ciphertext>
//
// The line's layout is the same for ever; what a form's number changes is the body. Its
// first two fields are what commit.lua compares, its links what read.lua follows.

// sealDoc makes the stored bytes of a document at a version.
func sealDoc(with *keyring.Sealing, key string, ref engine.Ref, version int64, links []engine.Ref, body []byte) ([]byte, error) {
	fields := []string{strconv.Itoa(currentForm(forms[ref.Kind])), strconv.FormatInt(version, 10), with.ID()}
	for _, l := range links {
		fields = append(fields, l.String())
	}
	stored, err := sealLine(with, key, fields, body)
	if err != nil {
		return nil, fmt.Errorf("sealing %s: %w", ref, err)
	}
	return stored, nil
}

// sealLine makes stored bytes of the fields of the clear line and a body.
func sealLine(with *keyring.Sealing, key string, fields []string, body []byte) ([]byte, error) {
	header := strings.Join(fields, " ") + "\n"
	sealed, err := with.Seal(body, docContext(key, header))
	if err != nil {
		return nil, err
	}
	return append([]byte(header), sealed...), nil
}

// openDoc reads stored bytes back. It authenticates before it believes the header.
func openDoc(ring *keyring.Ring, key string, ref engine.Ref, stored []byte) (engine.Doc, error) {
	unreadable := func(why string) (engine.Doc, error) {
		return engine.Doc{}, fmt.Errorf("%w: %s: %s", engine.ErrUnreadable, ref, why)
	}
	end := bytes.IndexByte(stored, '\n') + 1
	if end == 0 {
		return unreadable("it has no header")
	}
	header := string(stored[:end])
	fields := strings.Fields(header)
	if len(fields) < 3 {
		return unreadable("its header is too short")
	}
	form, formErr := strconv.Atoi(fields[0])
	version, versionErr := strconv.ParseInt(fields[1], 10, 64)
	if formErr != nil || versionErr != nil || form < 1 || version < 1 {
		return unreadable("its header makes no sense")
	}
	body, err := ring.Open(stored[end:], docContext(key, header))
	switch {
	case err != nil && !ring.Knows(fields[2]):
		return unreadable("it was sealed with another key than this key ring has")
	case err != nil:
		return unreadable("it was changed, moved or damaged")
	}
	body, err = upgraded(ref.Kind, forms[ref.Kind], form, body)
	if err != nil {
		return engine.Doc{}, fmt.Errorf("%s: %w", ref, err)
	}
	return engine.Doc{Ref: ref, Version: version, Body: body}, nil
}

// docContext binds a body to its place and to its header. Neither holds a newline but
// for the header's end, so the two can't run into each other.
func docContext(key, header string) []byte { return []byte(key + "\n" + header) }
