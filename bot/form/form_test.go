package form_test

import (
	"errors"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"porchlight/bot/form"
)

// zone loads a zone that must exist.
func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

// at is a moment given with its offset.
func at(t testing.TB, rfc3339 string) time.Time {
	t.Helper()
	moment, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		t.Fatal(err)
	}
	return moment
}

// refused fails the test unless err is an Error of that kind, which it returns.
func refused(t testing.TB, err error, kind form.Kind) *form.Error {
	t.Helper()
	var e *form.Error
	if !errors.As(err, &e) {
		t.Fatalf("got %v, want an error of kind %s", err, kind)
	}
	if e.Kind != kind {
		t.Fatalf("got kind %s (%q, example %q), want %s", e.Kind, e.What, e.Example, kind)
	}
	return e
}

// accepted fails the test if there is an error, and shows what it was about.
func accepted(t testing.TB, err error) {
	t.Helper()
	var e *form.Error
	if errors.As(err, &e) {
		t.Fatalf("refused: %s %s %q", e.Part, e.Kind, e.What)
	}
	if err != nil {
		t.Fatal(err)
	}
}
