package container_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"porchlight/scripts/container"
)

// repository is the folder that images are built from.
const repository = "../.."

func read(t *testing.T, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(repository, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func TestTheDockerfileHoldsNothingThatIsNotCarriedOut(t *testing.T) {
	t.Parallel()
	stages, err := container.Parse(read(t, "Dockerfile"))
	if err != nil {
		t.Fatal(err)
	}
	if len(stages) != 2 {
		t.Fatalf("%d stages", len(stages))
	}
	last := map[string]string{}
	for _, step := range stages[1].Steps {
		last[step.Verb] = step.Rest
	}
	if user := last["USER"]; user == "" || user == "root" || user == "0" {
		t.Errorf("the bot would run as %q", user)
	}
	for verb, want := range map[string]string{"VOLUME": "/data", "EXPOSE": "8080", "ENTRYPOINT": `["porchlight"]`, "CMD": `["serve"]`} {
		if last[verb] != want {
			t.Errorf("%s is %q, want %q", verb, last[verb], want)
		}
	}
	if !strings.Contains(last["HEALTHCHECK"], `CMD ["porchlight", "health"]`) {
		t.Errorf("HEALTHCHECK is %q", last["HEALTHCHECK"])
	}
	// The image compiles with the version that go.mod asks for.
	for line := range strings.Lines(read(t, "go.mod")) {
		if version, ok := strings.CutPrefix(strings.TrimSpace(line), "go "); ok && !strings.HasPrefix(stages[0].Base, "golang:"+version+"-") {
			t.Errorf("go.mod asks for %s, and the image is built with %s", version, stages[0].Base)
		}
	}
}

func TestWhatIsNotKnownIsRefused(t *testing.T) {
	t.Parallel()
	for text, says := range map[string]string{
		"":                                     "no FROM",
		"RUN true":                             "before FROM",
		"FROM debian:x\nADD a b":               `line 2: the instruction "ADD"`,
		"FROM debian:x\nrun true":              `"run"`,
		"FROM debian:x\nRUN --mount=x true":    "option of RUN",
		"FROM debian:x\nCOPY --chown=a b c":    "option of COPY",
		"FROM debian:x\nENV A=$B":              "variables",
		"FROM debian:x\nENV A='b c'":           "quotes",
		"FROM debian:x\nRUN a \\\n  b\nCMD":    "line 4: CMD says nothing",
		"FROM --platform=linux/arm64 debian:x": "option of FROM",
	} {
		if _, err := container.Parse(text); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q came to %v, want %q", text, err, says)
		}
	}
	dir := t.TempDir()
	for _, line := range []string{"*.key", "!bot", "docs/old", "# comment"} {
		if err := os.WriteFile(filepath.Join(dir, ".dockerignore"), []byte("docs\n"+line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := container.Ignored(dir); err == nil {
			t.Errorf("%q was taken for a name", line)
		}
	}
}

// TestNoSecretGetsIntoTheBuild: what is made beside the code when it is tried out stays out.
func TestNoSecretGetsIntoTheBuild(t *testing.T) {
	t.Parallel()
	ignored, err := container.Ignored(repository)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{".git", ".cache", "secrets", "porchlight-data", "keyring.json"} {
		if !slices.Contains(ignored, name) {
			t.Errorf("%s is not in .dockerignore", name)
		}
	}
}
