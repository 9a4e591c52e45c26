// Package rulescheck holds the tests of ../porchlight.rules.yml: what promtool checks, by the
// same code, and when each alert fires.
package rulescheck
