package store

// Invalid is an error in what was asked, never in the store. It says what was wrong and what to send instead, and is
// meant for whoever asked.
type Invalid string

func (i Invalid) Error() string { return string(i) }
