// Package keyring holds the keys that make stored data unreadable to whoever has only
// the data: one set for encrypting, one for keyed hashes. Both are Tink keysets, kept in
// one file that only its owner may read.
//
//	key ring file ──> Ring ──> Seal, Open   documents, outbox, audit trail
//	                      └──> Hash         key names, codewords, marks on buttons
//
// The encrypting set can be rotated (rotate.go): what is new is sealed with its primary key,
// what is old still opens with an older one, until nothing is left under that. The hashing set has one key for the life of an
// installation, because hashes are names: a new key would make everything unfindable.
//
// AES-GCM with random nonces is good for about four thousand million seals with one key
// (2^32, NIST SP 800-38D), which is four years of thirty seals a second; rotate before.
package keyring
