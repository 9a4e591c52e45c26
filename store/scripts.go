package store

import (
	"embed"
	"fmt"

	"github.com/redis/go-redis/v9"
)

//go:embed scripts/*.lua
var sources embed.FS

// The scripts. Run sends a script's digest, and the script itself when Redis does not
// know it yet; that is safe because a script that was not found has done nothing.
var (
	commitScript  = script("commit")
	readScript    = script("read")
	claimScript   = script("claim")
	ackScript     = script("ack")
	leaseScript   = script("lease")
	releaseScript = script("release")
	resealScript  = script("reseal")
	reentryScript = script("reentry")
	swapScript    = script("swap")
	copyScript    = script("copy")
)

func script(name string) *redis.Script {
	source, err := sources.ReadFile("scripts/" + name + ".lua")
	if err != nil {
		panic(fmt.Sprintf("store: a script is missing from the program: %v", err))
	}
	return redis.NewScript(string(source))
}
