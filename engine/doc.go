// Package engine is the only door through which state changes.
package engine
