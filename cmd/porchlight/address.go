package main

import (
	"errors"
	"fmt"
	"net"
	"strconv"
	"syscall"
)

// checkAddress refuses what is no address with a port, as one to listen at.
func checkAddress(flag, address, example string) error {
	_, port, err := net.SplitHostPort(address)
	if _, wrong := strconv.ParseUint(port, 10, 16); err != nil || wrong != nil {
		return fmt.Errorf("%s can't be %q: give an address and the number of a port, like %s", flag, address, example)
	}
	return nil
}

// untaken says why nobody can listen at an address, and what to do about it.
func untaken(flag, address string, err error) error {
	var unknown *net.DNSError
	switch {
	case err == nil:
		return nil
	case errors.Is(err, syscall.EADDRINUSE):
		return fmt.Errorf("%s: another program has %s: end that one, or give another port", flag, address)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return fmt.Errorf("%s: %s is not on this machine: give another address, like 127.0.0.1 with a port", flag, address)
	case errors.Is(err, syscall.EACCES):
		return fmt.Errorf("%s: this user may not listen at %s: give a port from 1024 on", flag, address)
	case errors.As(err, &unknown):
		return fmt.Errorf("%s: no address is known for %s: give it in numbers, like 127.0.0.1 with a port", flag, address)
	default:
		return fmt.Errorf("%s: nobody can listen at %s: %w: give another address", flag, address, err)
	}
}
