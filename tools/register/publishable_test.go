package register

import (
	"slices"
	"testing"
)

func TestPublishable(t *testing.T) {
	t.Parallel()
	listing := func(seq int, manufacturer string, devices ...string) RecordVersion {
		l := &Listing{Meta: Meta{ID: "acme/box"}, Manufacturer: manufacturer, EntityType: "client", Devices: devices}
		return RecordVersion{Seq: seq, Kind: Listings, ID: "acme/box", Record: l}
	}
	client := RecordVersion{Seq: 1, Kind: EntityTypes, ID: "client", Record: &EntityType{Meta: Meta{ID: "client"}}}
	good := []SettingsVersion{{Seq: 1, Settings: &Settings{TimeZone: "UTC"}}}
	tests := []struct {
		name     string
		versions []RecordVersion
		settings []SettingsVersion
		want     []bool
	}{
		{"no settings", nil, []SettingsVersion{{Seq: 2, Settings: &Settings{TimeZone: "UTC"}}}, []bool{false, true}},
		{"settings that cannot be read", nil, append(good[:1:1], SettingsVersion{Seq: 2, Unreadable: "not YAML"}), []bool{true, false}},
		{"no such time zone", nil, []SettingsVersion{{Seq: 1, Settings: &Settings{TimeZone: "Sydney"}}}, []bool{false}},
		{"a file that cannot be read for a while", []RecordVersion{there(1, "acme", "Acme"), broken(2, "acme"), there(3, "acme", "Acme")}, good, []bool{true, false, true}},
		{"one that never could, and is gone", []RecordVersion{broken(1, "acme"), gone(2, "acme")}, good, []bool{false, true}},
		{"what is referred to comes later", []RecordVersion{client, listing(1, "acme"), there(2, "acme", "Acme")}, good, []bool{false, true}},
		{"what is referred to goes", []RecordVersion{client, there(1, "acme", "Acme"), listing(1, "acme"), gone(2, "acme"), gone(3, "acme"), there(4, "acme", "Acme")}, good, []bool{true, false, false, true}},
		{"and so does what refers to it", []RecordVersion{client, there(1, "acme", "Acme"), listing(1, "acme"), gone(2, "acme"), {Seq: 2, Kind: Listings, ID: "acme/box"}}, good, []bool{true, true}},
		{"it refers to another", []RecordVersion{client, there(1, "acme", "Acme"), listing(1, "acme"), listing(2, "other"), listing(3, "acme", "acme/box")}, good, []bool{true, false, true}},
		{"to itself, and not any more", []RecordVersion{client, there(1, "acme", "Acme"), listing(1, "acme", "acme/box", "acme/box"), listing(2, "acme"), {Seq: 3, Kind: Listings, ID: "acme/box"}}, good, []bool{true, true, true}},
	}
	for _, test := range tests {
		h := &History{Revisions: revisions(len(test.want)), Versions: test.versions, Settings: test.settings}
		if got := h.Publishable(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
