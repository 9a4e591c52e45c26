// Package channel carries notices by other ways than Telegram: mail, ntfy, and a signed
// webhook for gateways that ring or text. Each puts a notice into words itself, in its
// reader's language and zone, and says nothing of it where a locked phone shows it: in a
// mail's subject or a notification's title.
//
// What fails is told apart for delivery (permanent, told to wait, worth another try) in
// words of our own. No error of this package holds an address, a URL, a token or a text.
package channel
