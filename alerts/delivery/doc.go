// Package delivery is the outbox's way out.
package delivery
