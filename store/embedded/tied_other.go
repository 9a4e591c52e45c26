//go:build !linux

package embedded

import "syscall"

// tied is how a child is started: in a group of its own, since Ctrl-C in a terminal is sent
// to everything in the bot's. Nothing here ends it with a bot that is killed: the next one
// does.
func tied() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
