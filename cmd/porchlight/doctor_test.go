package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"

	"porchlight/keyring"
	"porchlight/serve/doctor"
	"porchlight/store/redistest"
)

// asks has the doctor look at this world, and returns what it found. The settings are
// changed by what is given.
func (w *world) asks(variables ...string) (found map[doctor.Check]doctor.Finding, exit int) {
	w.t.Helper()
	c := w.command("doctor", "--json")
	c.Env = append(c.Env, variables...)
	out, err := c.Output()
	var failed *exec.ExitError
	if errors.As(err, &failed) {
		exit = failed.ExitCode()
		if said := string(failed.Stderr); strings.Contains(said, secret) || strings.Count(said, "\n") != 1 {
			w.t.Errorf("it tells its token, or more than a line: %s", said)
		}
	} else if err != nil {
		w.t.Fatal(err)
	}
	var all []doctor.Finding
	if err := json.Unmarshal(out, &all); err != nil || strings.Contains(string(out), secret) {
		w.t.Fatalf("%v: %s", err, out)
	}
	found = map[doctor.Check]doctor.Finding{}
	for _, f := range all {
		if f.What == "" || f.Verdict == doctor.Mend && f.Mend == "" {
			w.t.Errorf("it does not say what is wrong, or how to mend it: %+v", f)
		}
		if found[f.Check].Verdict != doctor.Mend {
			found[f.Check] = f
		}
	}
	return found, exit
}

// mended lists what must be mended.
func mended(found map[doctor.Check]doctor.Finding) []string {
	var wrong []string
	for c, f := range found {
		if f.Verdict == doctor.Mend {
			wrong = append(wrong, string(c))
		}
	}
	slices.Sort(wrong)
	return wrong
}

// names holds a run of the doctor against what it must have named.
func (w *world) names(want []string, variables ...string) map[doctor.Check]doctor.Finding {
	w.t.Helper()
	found, exit := w.asks(variables...)
	if got := mended(found); !slices.Equal(got, want) || (exit == 1) != (len(want) > 0) {
		w.t.Errorf("with %v it ends with %d and names %v, want %v: %+v", variables, exit, got, want, found)
	}
	return found
}

// another is the Bot API of this world behind a server whose clock is off.
func (w *world) another(off time.Duration) string {
	target, err := url.Parse(w.api)
	if err != nil {
		w.t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		return nil
	}
	server := httptest.NewServer(proxy)
	w.t.Cleanup(server.Close)
	return server.URL
}

// state is everything that is on the disk of this world, and the names of what is in its
// Redis.
func (w *world) state() map[string]string {
	w.t.Helper()
	all := map[string]string{}
	if err := filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		all[path] = string(content)
		return err
	}); err != nil {
		w.t.Fatal(err)
	}
	o, err := redis.ParseURL(w.redis.URL())
	if err != nil {
		w.t.Fatal(err)
	}
	client := redis.NewClient(o)
	defer func() { _ = client.Close() }()
	names, err := client.Keys(w.t.Context(), "*").Result()
	if err != nil || len(names) == 0 {
		w.t.Fatalf("%v, %v", names, err)
	}
	for _, name := range names {
		all[name] = client.Dump(w.t.Context(), name).Val()
	}
	return all
}

// TestDoctorNamesEachPlantedFault plants one fault after another in a healthy
// installation, and five at once, and has the doctor name each, and nothing else.
func TestDoctorNamesEachPlantedFault(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	if err := os.Chmod(w.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	w.start()
	w.team(map[string]string{"Dora": "responder"})
	healthy := w.names(nil) // beside a running serve
	for _, c := range []doctor.Check{doctor.Token, doctor.Webhook, doctor.Redis, doctor.Durability, doctor.KeyRing, doctor.Clock, doctor.DataDir, doctor.Responders} {
		if healthy[c].Verdict != doctor.OK {
			t.Errorf("in a healthy installation: %+v", healthy[c])
		}
	}
	w.stop()
	before := w.state()
	w.names(nil)
	for name, content := range w.state() {
		if before[name] != content {
			t.Errorf("the doctor changed %s", name)
		}
	}
	out, err := w.command("doctor").Output()
	if err != nil || !strings.Contains(string(out), "ok    token ") || !strings.Contains(string(out), "@porchlight_demo_bot") {
		t.Errorf("%v: %s", err, out)
	}

	ring := filepath.Join(w.dir, "keyring.json")
	other := filepath.Join(t.TempDir(), "other.json")
	made, err := keyring.New()
	if err != nil {
		t.Fatal(err)
	}
	if err := made.Save(other); err != nil {
		t.Fatal(err)
	}
	w.names([]string{"token"}, "PORCHLIGHT_TELEGRAM_TOKEN=1000000001:AAE-another")
	w.names([]string{"token"}, "PORCHLIGHT_TELEGRAM_TOKEN=hello")
	w.names([]string{"token"}, "PORCHLIGHT_TELEGRAM_API=http://127.0.0.1:1")
	w.names([]string{"clock"}, "PORCHLIGHT_TELEGRAM_API="+w.another(-time.Minute))
	w.names([]string{"clock"}, "PORCHLIGHT_TELEGRAM_API="+w.another(4*time.Second))
	w.names(nil, "PORCHLIGHT_TELEGRAM_API="+w.another(time.Second))
	w.names([]string{"redis"}, "PORCHLIGHT_REDIS=unix:///nowhere.sock")
	w.names([]string{"durability"}, "PORCHLIGHT_REDIS="+redistest.Start(t, "appendonly no").URL())
	w.names([]string{"key-ring"}, "PORCHLIGHT_KEY_FILE="+other)
	w.names([]string{"key-ring"}, "PORCHLIGHT_KEY_FILE="+filepath.Join(w.dir, "none.json"))
	if err := os.Chmod(ring, 0o644); err != nil {
		t.Fatal(err)
	}
	if f := w.names([]string{"key-ring"})[doctor.KeyRing]; !strings.Contains(f.Mend, "chmod 600") {
		t.Errorf("%+v", f)
	}
	if err := os.Chmod(ring, 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestDoctorNamesFiveFaultsAtOnce in one run.
func TestDoctorNamesFiveFaultsAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.start()
	w.team(nil) // Carla alone
	w.names([]string{"responders"})
	w.stop()
	o, err := redis.ParseURL(w.redis.URL())
	if err != nil {
		t.Fatal(err)
	}
	client := redis.NewClient(o)
	defer func() { _ = client.Close() }()
	if err := client.ConfigSet(t.Context(), "appendfsync", "no").Err(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(w.api + "/bot" + token + "/setWebhook?url=https%3A%2F%2Fexample.org%2Fhook")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	ring := filepath.Join(w.dir, "keyring.json")
	found := w.names([]string{"clock", "data-dir", "durability", "responders", "webhook"},
		"PORCHLIGHT_TELEGRAM_API="+w.another(time.Hour), "PORCHLIGHT_KEY_FILE="+ring, "PORCHLIGHT_DATA_DIR="+ring)
	for check, words := range map[doctor.Check]string{
		doctor.Clock: "behind Telegram's", doctor.DataDir: "not a folder", doctor.Durability: "appendfsync",
		doctor.Responders: "team Lantern", doctor.Webhook: "webhook",
	} {
		if !strings.Contains(found[check].What, words) {
			t.Errorf("%s: %q", check, found[check].What)
		}
	}
	t.Logf("proof: five planted faults, five named: %v", mended(found))
}
