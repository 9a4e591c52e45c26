package stage_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/engine"
	"porchlight/keyring"
	"porchlight/stage"
	"porchlight/store"
	"porchlight/store/redistest"
)

// One member's document can't be read: by a newer program's writing, with another key,
// or changed by a hand in Redis. What they write is set aside, and the operator reads
// why; their team goes on.
func TestADocumentThatCantBeRead(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		spoil func(t *testing.T, ring *keyring.Ring, key string, stored []byte) []byte
		says  string
	}{
		"newer":   {newer, engine.ErrUnknownForm.Error()},
		"sealed":  {otherKey, "sealed with another key"},
		"changed": {changed, "changed, moved or damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ring, err := keyring.New()
			if err != nil {
				t.Fatal(err)
			}
			server := redistest.Start(t)
			var log logged
			run := lantern(t, stage.Options{Redis: server.URL(), Ring: ring, Log: &log})
			ana, ben, dora := run.Person("Ana"), run.Person("Ben"), run.Person("Dora")
			says(t, run, ben, "/words duress purple elephants")
			spoil(t, server.URL(), "member:"+string(run.Stage.Bot().Engine.MemberID(ana.ID())), func(key string, stored []byte) []byte {
				return tc.spoil(t, ring, key, stored)
			})

			from := run.Stage.Clock.Now()
			together(t, run, func() { ana.Send("hello"); ben.Send("see the purple elephants") })
			pass(t, run, 500*time.Millisecond)
			leap(t, run, 10*time.Second)
			run.Stage.LetUpdatesWait(false)
			want(t, "Ana", shownTo(ana, from))
			want(t, "Ben", shownTo(ben, from), idle)
			got := shownTo(dora, from)
			if len(got) != 2 || !strings.HasPrefix(got[0], "Ben gave the silent signal") || !strings.HasPrefix(got[1], "A message from Ana ") {
				t.Errorf("Dora: %q", got)
			}
			if !strings.Contains(log.String(), "update set aside") || !strings.Contains(log.String(), tc.says) {
				t.Errorf("the log doesn't say why (%s):\n%s", tc.says, log.String())
			}
			kept, err := store.Open(t.Context(), store.Options{URL: server.URL(), BotID: botID, Ring: ring})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = kept.Close() }()
			dead, err := kept.Dead(t.Context(), "", 10)
			if err != nil || len(dead) != 1 || !strings.Contains(string(dead[0].Body), "hello") {
				t.Errorf("dead letters: %v, %v", dead, err)
			}
		})
	}
}

// spoil changes the stored form of one document.
func spoil(t *testing.T, url, name string, change func(key string, stored []byte) []byte) {
	t.Helper()
	options, err := redis.ParseURL(url)
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(options)
	defer func() { _ = client.Close() }()
	keys, err := client.Keys(t.Context(), "*:"+name).Result()
	if err != nil || len(keys) != 1 {
		t.Fatalf("keys of %s: %v, %v", name, keys, err)
	}
	stored, err := client.Get(t.Context(), keys[0]).Bytes()
	if err != nil {
		t.Fatal(err)
	}
	if err := client.Set(t.Context(), keys[0], change(keys[0], stored), 0).Err(); err != nil {
		t.Fatal(err)
	}
}

// resealed is a stored document with another head and perhaps another key.
func resealed(t *testing.T, from, to *keyring.Ring, key string, stored []byte, head func(fields []string)) []byte {
	t.Helper()
	end := bytes.IndexByte(stored, '\n') + 1
	body, err := from.Open(stored[end:], append([]byte(key+"\n"), stored[:end]...))
	if err != nil {
		t.Fatal(err)
	}
	fields := strings.Fields(string(stored[:end]))
	head(fields)
	header := strings.Join(fields, " ") + "\n"
	sealed, err := to.Seal(body, []byte(key+"\n"+header))
	if err != nil {
		t.Fatal(err)
	}
	return append([]byte(header), sealed...)
}

func newer(t *testing.T, ring *keyring.Ring, key string, stored []byte) []byte {
	return resealed(t, ring, ring, key, stored, func(fields []string) { fields[0] = "99" })
}

func otherKey(t *testing.T, ring *keyring.Ring, key string, stored []byte) []byte {
	other, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	return resealed(t, ring, other, key, stored, func(fields []string) { fields[2] = other.ID() })
}

func changed(_ *testing.T, _ *keyring.Ring, _ string, stored []byte) []byte {
	stored[len(stored)-1] ^= 1
	return stored
}
