// Package embedded runs a redis-server of the bot's own: durable as store.Check asks, on a
// unix socket in the data dir, started again when it dies, and stopped last of all.
//
//	<data dir>/redis/              0700
//	    appendonlydir/             what is kept
//	    redis.sock                 0600, the only way in
//	    porchlight.lock            held by the porchlight whose folder this is
//	    redis.lock                 held by the redis-server itself
//
// Two redis-servers on one append-only file would destroy it. What rules that out is
// redis.lock: it is locked before redis-server is started, and redis-server inherits the
// open file, so that the kernel keeps the lock for exactly as long as that process or a
// child of it lives, however it or the bot ends. Who can lock the file knows that nobody
// writes; who can't, knows that somebody still does.
//
//	porchlight ──locks──> redis.lock ──inherited by──> redis-server
//	   │ killed                                            │ lives on
//	next porchlight ──can't lock: SHUTDOWN──────────────>  │ ends
//	   └──locks redis.lock, starts a redis-server of its own
//
// So a redis-server that outlived its bot is ended, not adopted: every acknowledged write
// of it is on the disk, and there is one way to supervise (docs/decisions/0011). On Linux
// the kernel tells it to end when its bot is killed; nothing relies on that.
//
// porchlight.lock says who may do all this. It is not inherited, and free the moment that
// its porchlight is gone. A second bot on the folder is refused; an operator's command uses
// the running bot's server, or is the owner itself for as long as it takes.
package embedded
