package embedded

import "syscall"

// tied is how a child is started: in a group of its own, since Ctrl-C in a terminal is sent
// to everything in the bot's; and told to end when the bot is killed, so that nothing is
// left behind where nobody starts again. The kernel watches the thread that started the
// child, not the process: see spawn.
func tied() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
