package load

import "testing"

// What is returned to the budget, of any kind, can be charged again.
func TestMark(t *testing.T) {
	b := &Budget{}
	for range 2 {
		reset := b.Mark()
		if err := b.Charge(MaxRecords, MaxOwned, MaxValues, MaxText); err != nil {
			t.Fatal(err)
		}
		reset()
	}
	if err := b.Charge(MaxRecords+1, 0, 0, 0); err == nil {
		t.Error("more than the limit was charged, and no error came")
	}
}
