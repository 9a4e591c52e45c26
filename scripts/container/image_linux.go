package container

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Image is a root, and how programs are started in it.
type Image struct {
	Root       string
	Env        []string
	User       string // empty: root
	Dir        string
	Volumes    []string
	Ports      []string
	Health     []string
	Entrypoint []string
	Command    []string
}

// Cmd is a program in the image, run as the image says. It is looked for in the image's
// PATH; further variables win over the image's.
func (i *Image) Cmd(ctx context.Context, further []string, args ...string) (*exec.Cmd, error) {
	env := append(slices.Clone(i.Env), further...)
	path, err := i.find(args[0], env)
	if err != nil {
		return nil, err
	}
	uid, gid, err := i.ids()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, path, args[1:]...)
	c.Args[0] = args[0]
	c.Env = env
	if c.Dir = i.Dir; c.Dir == "" {
		c.Dir = "/"
	}
	c.SysProcAttr = &syscall.SysProcAttr{
		Chroot: i.Root, Credential: &syscall.Credential{Uid: uid, Gid: gid}, Pdeathsig: syscall.SIGKILL,
	}
	return c, nil
}

// find is a program's path in the image.
func (i *Image) find(name string, env []string) (string, error) {
	if filepath.IsAbs(name) {
		return name, nil
	}
	for _, variable := range slices.Backward(env) {
		dirs, ok := strings.CutPrefix(variable, "PATH=")
		if !ok {
			continue
		}
		for dir := range strings.SplitSeq(dirs, ":") {
			if info, err := os.Stat(filepath.Join(i.Root, dir, name)); err == nil && info.Mode()&0o111 != 0 {
				return filepath.Join(dir, name), nil
			}
		}
		break
	}
	return "", fmt.Errorf("there is no %s in the image's PATH", name)
}

// ids are the numbers of the image's user, who must be one of its passwd.
func (i *Image) ids() (uid, gid uint32, err error) {
	if i.User == "" {
		return 0, 0, nil
	}
	content, err := os.ReadFile(filepath.Join(i.Root, "etc/passwd"))
	if err != nil {
		return 0, 0, fmt.Errorf("look up the user %s: %w", i.User, err)
	}
	for line := range strings.Lines(string(content)) {
		fields := strings.Split(strings.TrimSpace(line), ":")
		if len(fields) != 7 || fields[0] != i.User {
			continue
		}
		u, err := strconv.ParseUint(fields[2], 10, 32)
		if err != nil {
			return 0, 0, fmt.Errorf("the number of the user %s: %w", i.User, err)
		}
		g, err := strconv.ParseUint(fields[3], 10, 32)
		if err != nil {
			return 0, 0, fmt.Errorf("the group of the user %s: %w", i.User, err)
		}
		return uint32(u), uint32(g), nil
	}
	return 0, 0, fmt.Errorf("the image has no user %s", i.User)
}
