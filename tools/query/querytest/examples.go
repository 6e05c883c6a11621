package querytest

import "opencec/tools/register"

// An Example is a query about the Sample on Today, with its whole answer.
type Example struct {
	Kind  register.Kind
	Query string
	IDs   []string // in order
}

// Examples returns the examples. Their answers were worked out by hand.
func Examples() []Example {
	l, c := register.Listings, register.Certificates
	const (
		envoy, iq      = "enphase/envoy", "enphase/iq-battery-5p"
		gateway        = "fronius/gateway"
		eh, gw96       = "goodwe/gw5000-eh", "goodwe/gw9-6"
		se10k, se7600  = "solaredge/se10k", "solaredge/se7600h-us"
		powerwall      = "tesla/powerwall-2"
		sapn7, ul0142  = "sapn/2024-7", "ul/ul-2023-0142"
		ul0311, ul0001 = "ul/ul-2023-0311", "ul/ul-2024-0001"
	)
	return []Example{
		{l, "", []string{envoy, iq, gateway, eh, gw96, se10k, se7600, powerwall}},
		{l, "status=active", []string{gateway, se7600, powerwall}},
		{l, "status=active&status=suspended", []string{gateway, se10k, se7600, powerwall}},
		{l, "status__in=active,suspended", []string{gateway, se10k, se7600, powerwall}},
		{l, "status__not=active", []string{envoy, iq, eh, gw96, se10k}},
		// The Powerwall is between two periods on that day.
		{l, "status=active&on=2026-01-01", []string{iq, gateway, gw96, se10k, se7600}},
		{l, "status=upcoming", []string{envoy}},
		{l, "status=withdrawn", []string{gw96}},
		{l, "status=withdrawn&on=2026-11-22", []string{}},
		{l, "status=expired", []string{eh}},
		{l, "manufacturer=goodwe", []string{eh, gw96}},
		{l, "manufacturer=GOODWE", []string{eh, gw96}},  // an alias
		{l, "manufacturer=good-we", []string{eh, gw96}}, // a former id
		{l, "manufacturer__contains=ED", []string{se10k, se7600}},
		{l, "manufacturer__startswith=good&status=expired", []string{eh}},
		{l, "manufacturer__contains=nobody", []string{}},
		{l, "brand=solaredge", []string{se10k, se7600}}, // whatever its case
		{l, "brand__not=solaredge", []string{envoy, iq, gateway, eh, gw96, powerwall}},
		{l, "brand__isnull=true", []string{envoy, iq, gateway}},
		{l, "model=powerwall%202", []string{powerwall}},
		{l, "model__contains=10", []string{se10k}},
		{l, "model__startswith=gw", []string{eh, gw96}},
		{l, "id__startswith=goodwe/", []string{eh, gw96}},
		{l, "bess.capacity__gte=9.6", []string{gw96, powerwall}},
		{l, "bess.capacity__gt=9.6", []string{powerwall}},
		{l, "bess.capacity__lte=9.60", []string{iq, gw96}},
		{l, "bess.capacity__lt=9.6", []string{iq}},
		{l, "bess.capacity=13.5", []string{powerwall}},
		{l, "device_class=bess&bess.capacity__isnull=true", []string{eh}},
		{l, "bess.chemistry=lifepo4", []string{iq, gw96}}, // an alias
		{l, "bess.chemistry__isnull=false", []string{iq, gw96, powerwall}},
		{l, "inverter.input_voltage_range.min__lte=160", []string{se10k}},
		{l, "inverter.input_voltage_range.max=1000", []string{se7600}},
		{l, "inverter.grid_tie=false", []string{se10k}},
		{l, "device_class=battery", []string{iq, eh, gw96, powerwall}}, // a short name
		{l, "certified=true", []string{gateway, se10k, se7600, powerwall}},
		{l, "certified=true&on=2024-12-31", []string{iq, gateway, se10k, se7600, powerwall}},
		{l, "test_profile=fcc%20part%2015", []string{se10k, se7600}},
		{l, "test_profile=A&test_profile=UL1973", []string{gateway, powerwall}},
		{l, "certificate=sapn/2024-7", []string{gateway, powerwall}},
		{l, "certificate__isnull=true", []string{envoy, eh, gw96}},
		{l, "certificate.expiry__lt=2027-01-01", []string{se10k, se7600, powerwall}},
		// One certificate must have both: the Powerwall's that is current has no expiry.
		{l, "certificate.expiry__lt=2027-01-01&certificate.status=current", []string{se10k, se7600}},
		{l, "certificate.expiry__isnull=true", []string{gateway, powerwall}},
		{l, "certificate.certifying_body=sapn", []string{gateway, powerwall}},
		{l, "certificate.status=revoked", []string{iq}},
		{l, "device=solaredge/se10k", []string{gateway}},
		{l, "client=fronius/gateway", []string{eh, se10k}},
		{l, "jurisdiction=qld", []string{gateway}},
		{l, "sample=true", []string{se7600, powerwall}},
		{l, "listed_until=2026-12-31", []string{se7600}},
		{l, "updated_at__gte=2026-11-01", []string{powerwall}},
		{l, "updated_at__lte=2026-11-01", []string{powerwall}}, // all of that day
		{l, "updated_at__gt=2026-11-01", []string{}},
		{l, "updated_at__lt=2026-11-01T12:30:00Z", []string{}},
		{l, "updated_at__lte=2026-11-01T23:30:00%2B11:00", []string{powerwall}},
		{l, "period.to__lt=2026-01-01", []string{eh, powerwall}},
		{l, "q=tesla", []string{powerwall}},
		{l, "q=power%202", []string{powerwall}},
		{l, "q=powerwall2", []string{powerwall}},
		{l, "q=gw5000eh", []string{eh}},
		{l, "q=GoodWe+gw9", []string{gw96}},
		{l, "q=zenaji", []string{eh}},
		{l, "q=ul-2023-0311", []string{se10k, se7600}},
		{l, "q=wall", []string{}}, // words are found by their beginning
		{l, "sort=model", []string{envoy, gateway, eh, gw96, iq, powerwall, se10k, se7600}},
		{l, "sort=-model", []string{se7600, se10k, powerwall, iq, gw96, eh, gateway, envoy}},
		{l, "sort=-bess.capacity", []string{powerwall, gw96, iq, envoy, gateway, eh, se10k, se7600}},
		{l, "sort=bess.capacity", []string{iq, gw96, powerwall, envoy, gateway, eh, se10k, se7600}},
		{l, "sort=entity_type,-model", []string{se7600, powerwall, iq, gateway, se10k, gw96, eh, envoy}},
		{l, "sort=status,model", []string{gateway, powerwall, se7600, envoy, se10k, eh, gw96, iq}},
		{l, "sort=-manufacturer,-id", []string{powerwall, se7600, se10k, gw96, eh, gateway, iq, envoy}},
		{l, "sort=-id", []string{powerwall, se7600, se10k, gw96, eh, gateway, iq, envoy}},
		{c, "", []string{sapn7, ul0142, ul0311, ul0001}},
		{c, "status=current", []string{sapn7, ul0311}},
		{c, "certifying_body=sa%20power%20networks", []string{sapn7}},
		{c, "manufacturer=tesla", []string{sapn7, ul0142}},
		{c, "listing=solaredge/se10k", []string{ul0311}},
		{c, "expiry__isnull=false&sort=-expiry", []string{ul0001, ul0311, ul0142}},
		{c, "number=ul-2023-0142", []string{ul0142}},
		{c, "q=2023", []string{ul0142, ul0311}},
		{register.Manufacturers, "sort=name", []string{"enphase", "fronius", "goodwe", "solaredge", "tesla"}},
		{register.Manufacturers, "listings__gte=2&sort=-listings", []string{"enphase", "goodwe", "solaredge"}},
		{register.Manufacturers, "q=energy", []string{"tesla"}},
		{register.CertifyingBodies, "name=ul", []string{"ul"}},
		{register.EntityTypes, "", []string{"client", "device", "server"}},
		{register.DeviceClasses, "attribute=chemistry", []string{"bess"}},
		{register.TestProfiles, "q=radio", []string{"FCC-Part-15"}},
	}
}
