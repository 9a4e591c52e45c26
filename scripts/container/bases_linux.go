package container

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
)

// Bases makes the roots to start from. It needs root's rights and a mount namespace of its
// own, with which everything that it mounts goes away.
type Bases struct {
	Cache string // where a root stays for the next run
	Work  string // where this run's roots are
	Out   io.Writer
	roots []string
}

const systemPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

// From is a clean root for the name of an image.
func (b *Bases) From(ctx context.Context, base string) (*Image, error) {
	name, tag, _ := strings.Cut(base, ":")
	release := strings.TrimSuffix(tag[strings.Index(tag, "-")+1:], "-slim")
	if name == "debian" {
		release = strings.TrimSuffix(tag, "-slim")
	}
	clean, err := b.debian(ctx, release)
	if err != nil {
		return nil, err
	}
	root, err := b.overlay(clean)
	if err != nil {
		return nil, err
	}
	if err := outside(root); err != nil {
		return nil, err
	}
	image := &Image{Root: root, Env: []string{systemPath}}
	switch name {
	case "debian":
		return image, nil
	case "golang":
		return image, b.golang(ctx, image, strings.TrimSuffix(tag, "-"+release))
	default:
		return nil, errors.New("only debian and golang images can be stood in for")
	}
}

// debian is a root made with debootstrap, once, from the mirror that this machine uses.
func (b *Bases) debian(ctx context.Context, release string) (string, error) {
	clean := filepath.Join(b.Cache, release)
	if _, err := os.Stat(clean); err == nil {
		return clean, nil
	}
	lines, mirror, err := sources(ctx, release)
	if err != nil {
		return "", err
	}
	half := clean + ".half"
	if err := errors.Join(os.RemoveAll(half), os.MkdirAll(b.Cache, 0o755)); err != nil {
		return "", err
	}
	c := exec.CommandContext(ctx, "debootstrap", "--variant=minbase", release, half, mirror)
	c.Stdout, c.Stderr = b.Out, b.Out
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("debootstrap: %w", err)
	}
	// As in Debian's images: nothing that is installed is started.
	const policy = "#!/bin/sh\nexit 101\n"
	if err := errors.Join(
		os.WriteFile(filepath.Join(half, "etc/apt/sources.list"), []byte(strings.Join(lines, "\n")+"\n"), 0o644),
		os.WriteFile(filepath.Join(half, "usr/sbin/policy-rc.d"), []byte(policy), 0o755),
		os.Chmod(filepath.Join(half, "usr/sbin/policy-rc.d"), 0o755),
	); err != nil {
		return "", err
	}
	return clean, os.Rename(half, clean)
}

// sources are the lines of this machine's own apt for a release, and the first mirror.
func sources(ctx context.Context, release string) (lines []string, mirror string, err error) {
	out, err := exec.CommandContext(ctx, "apt-get", "indextargets",
		"--format", "$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)", "Created-By: Packages").Output()
	if err != nil {
		return nil, "", fmt.Errorf("ask apt for its mirrors: %w", err)
	}
	for line := range strings.Lines(string(out)) {
		f := strings.Fields(line)
		if len(f) != 4 || f[0] != "Debian" || !strings.HasPrefix(f[2], release) {
			continue
		}
		lines = append(lines, fmt.Sprintf("deb %s %s %s", f[1], f[2], f[3]))
		if f[2] == release {
			mirror = f[1]
		}
	}
	if mirror == "" {
		return nil, "", fmt.Errorf("apt on this machine knows no mirror of Debian %s: run apt-get update on a Debian of that release", release)
	}
	return lines, mirror, nil
}

// overlay is a root of its own above a clean one, which stays clean.
func (b *Bases) overlay(clean string) (string, error) {
	dir := filepath.Join(b.Work, fmt.Sprintf("stage-%d", len(b.roots)))
	upper, work, root := filepath.Join(dir, "upper"), filepath.Join(dir, "work"), filepath.Join(dir, "root")
	for _, d := range []string{upper, work, root} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return "", err
		}
	}
	if err := syscall.Mount("overlay", root, "overlay", 0, "lowerdir="+clean+",upperdir="+upper+",workdir="+work); err != nil {
		return "", fmt.Errorf("mount a root above %s: %w", clean, err)
	}
	b.roots = append(b.roots, root)
	return root, nil
}

// Close takes this run's roots away. What is bound into one must not be taken with it: a
// root that can't be unmounted stays, for somebody to look at.
func (b *Bases) Close() error {
	for _, root := range b.roots {
		if err := syscall.Unmount(root, syscall.MNT_DETACH); err != nil {
			return fmt.Errorf("unmount %s: %w", root, err)
		}
	}
	return os.RemoveAll(b.Work)
}

// outside is what an engine gives every container: its names, /proc and /dev.
func outside(root string) error {
	for _, name := range []string{"/etc/resolv.conf", "/etc/hosts"} {
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(root, name), content, 0o644); err != nil {
			return err
		}
	}
	if err := syscall.Mount("proc", filepath.Join(root, "proc"), "proc", 0, ""); err != nil {
		return fmt.Errorf("mount /proc: %w", err)
	}
	return Bind("/dev", filepath.Join(root, "dev"))
}

// golang binds this machine's toolchain into a root, as the image of that version has it,
// with its downloads and what it has compiled.
func (b *Bases) golang(ctx context.Context, i *Image, version string) error {
	out, err := exec.CommandContext(ctx, "go", "env", "GOVERSION", "GOROOT", "GOMODCACHE", "GOPROXY").Output()
	if err != nil {
		return fmt.Errorf("ask go where it is: %w", err)
	}
	told := strings.Split(string(out), "\n")
	if told[0] != "go"+version {
		return fmt.Errorf("this machine has %s, and that image another", told[0])
	}
	compiled := filepath.Join(b.Cache, "compiled")
	if err := os.MkdirAll(compiled, 0o755); err != nil {
		return err
	}
	for from, to := range map[string]string{told[1]: "/usr/local/go", told[2]: "/go/pkg/mod", compiled: "/root/.cache/go-build"} {
		if err := os.MkdirAll(filepath.Join(i.Root, to), 0o755); err != nil {
			return err
		}
		if err := Bind(from, filepath.Join(i.Root, to)); err != nil {
			return err
		}
	}
	// The toolchain is the one that stands in the Dockerfile, or none.
	i.Env = []string{systemPath + ":/usr/local/go/bin:/go/bin", "GOPATH=/go", "GOTOOLCHAIN=local", "HOME=/root", "GOPROXY=" + told[3], "GOCACHE=/root/.cache/go-build"}
	// Root's certificates, which a bare Debian has none of.
	return Bind("/etc/ssl", filepath.Join(i.Root, "etc/ssl"))
}

// Bind shows a folder at another place too.
func Bind(from, to string) error {
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	if err := syscall.Mount(from, to, "", syscall.MS_BIND|syscall.MS_REC, ""); err != nil {
		return fmt.Errorf("bind %s to %s: %w", from, to, err)
	}
	return nil
}

// ReadOnly makes a root unwritable, but for its volumes and a /tmp of its own, as
// compose.yaml asks of an engine.
func ReadOnly(i *Image) error {
	if err := syscall.Mount("tmpfs", filepath.Join(i.Root, "tmp"), "tmpfs", 0, "mode=1777"); err != nil {
		return fmt.Errorf("mount /tmp: %w", err)
	}
	for _, v := range i.Volumes {
		path := filepath.Join(i.Root, v)
		if err := Bind(path, path); err != nil {
			return err
		}
	}
	if err := syscall.Mount("", i.Root, "", syscall.MS_REMOUNT|syscall.MS_BIND|syscall.MS_RDONLY, ""); err != nil {
		return fmt.Errorf("make the root read-only: %w", err)
	}
	return nil
}
