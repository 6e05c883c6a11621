package querytest

import "opencec/tools/register"

// An Example is a query about the Sample on Today, with its whole answer.
type Example struct {
	Kind  register.Kind
	Query string
	IDs   []string // in order
}

// Examples returns the examples, whose answers are hand-written.
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
		{l, "model=Power%E2%80%8BWall%C2%A02", []string{powerwall}},   // a zero-width space, one that does not break
		{l, "model=se7600h%E2%80%93us", []string{se7600}},             // an en dash
		{l, "model=%EF%BC%B3E7600HUS", []string{se7600}},              // a letter of full width
		{l, "model=%D0%85E10K", []string{}},                           // a Cyrillic letter
		{l, "model=gw5000eh", []string{eh}},                           // an alias, without its standard
		{l, "model=GW5000-EH%20(AS/NZS%204777.2:2020)", []string{eh}}, // with it
		{l, "model=GW5000-EH%20(AS4777-2%202015)", []string{}},        // with another
		{l, "model=eternity", []string{eh}},                           // under a white label
		{l, "model=GW96", []string{}},                                 // another number
		{l, "model__in=gw-9.6,SE%2010%20K", []string{gw96, se10k}},
		{l, "model__not=gw5000eh&manufacturer=goodwe", []string{gw96}},
		{l, "model__isnull=true", []string{}},
		{l, "brand=Solar%C2%ADEdge", []string{se10k, se7600}},             // a soft hyphen
		{l, "model__contains=00h%E2%88%92u", []string{se7600}},            // a minus sign
		{l, "model__startswith=powerwall%E2%80%892", []string{powerwall}}, // a thin space
		{l, "manufacturer=Go%EF%BB%BFodWe%20Technologies", []string{eh, gw96}},
		{l, "manufacturer__contains=good%E2%80%8Bwe", []string{eh, gw96}},
		{c, "number=UL%E2%80%912023-0142", []string{ul0142}},
		{l, "q=Power%C2%ADWall", []string{powerwall}},
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
		{l, "device_class.requires_inverter=true", []string{iq, eh, gw96, powerwall}},
		{l, "device_class.requires_inverter=true&device_class__not=inverter", []string{gw96, powerwall}},
		{l, "device_class.requires_inverter__isnull=true&device_class=inverter", []string{se10k, se7600}},
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
		// The Powerwall had another capacity in its first period, and an unknown chemistry;
		// before that period and after it its own values hold.
		{l, "bess.capacity=13.2&on=2023-01-15", []string{powerwall}},
		{l, "bess.capacity=13.5&on=2025-12-31", []string{}},
		{l, "bess.capacity__gte=13.5&on=2026-01-01", []string{powerwall}},
		{l, "bess.capacity__gte=13.5&on=2023-01-14", []string{powerwall}},
		{l, "bess.capacity__not=13.5&on=2025-12-31&q=tesla", []string{powerwall}},
		{l, "bess.chemistry=NMC&on=2025-06-30", []string{}},
		{l, "bess.chemistry=NMC&on=2026-01-01", []string{powerwall}},
		{l, "device_class=bess&bess.chemistry__isnull=true&on=2025-06-30", []string{eh, powerwall}},
		{l, "sort=bess.chemistry&device_class=bess&on=2025-06-30", []string{iq, gw96, eh, powerwall}},
		{l, "sort=bess.chemistry&device_class=bess", []string{iq, gw96, powerwall, eh}},
		{l, "not_in_list=inverters", []string{eh}},
		{l, "not_in_list=inverters&on=2026-11-09", []string{se10k}}, // which is back the day after
		{l, "not_in_list=approved%20batteries", []string{eh}},       // a name
		{l, "not_in_list=bess", []string{eh}},                       // a former id
		{l, "not_in_list__isnull=false", []string{eh}},
		{l, "not_in_list__isnull=false&on=2026-10-30", []string{eh, se10k}},
		{l, "not_in_list__isnull=true&on=2026-09-30&device_class=inverter", []string{iq, eh, se10k, se7600}},
		{l, "not_in_list__not=inverters&device_class=inverter", []string{iq, se10k, se7600}},
		{l, "not_in_list.since__gte=2026-11-01", []string{eh}},
		{l, "not_in_list.since=2026-10-30", []string{eh}},
		{l, "not_in_list.since__lt=2026-11-01&on=2026-11-01", []string{eh, se10k}},
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
		{register.DeviceClasses, "requires_inverter=true", []string{"bess"}},
		{register.DeviceClasses, "requires_inverter=false", []string{}},
		{register.DeviceClasses, "requires_inverter__not=true", []string{"inverter"}},
		{register.DeviceClasses, "requires_inverter__isnull=true", []string{"inverter"}},
		{register.DeviceClasses, "sort=-requires_inverter", []string{"bess", "inverter"}},
		{register.Lists, "", []string{"batteries", "inverters"}},
		{register.Lists, "date__gte=2026-11-01", []string{"inverters"}},
		{register.Lists, "first_date__lte=2026-09-01", []string{"inverters"}},
		{register.Lists, "device_class=battery", []string{"batteries"}},
		{register.Lists, "rows__lt=1.5", []string{"batteries"}},
		{register.Lists, "website__contains=EXAMPLE/inv", []string{"inverters"}},
		{register.Lists, "website__isnull=true", []string{"batteries"}},
		{register.Lists, "updated_at__gte=2026-11-10", []string{"inverters"}},
		{register.Lists, "q=approved+inv", []string{"inverters"}},
		{register.Lists, "sort=-date", []string{"inverters", "batteries"}},
		{register.Lists, "sort=-device_class", []string{"inverters", "batteries"}},
		{register.TestProfiles, "q=radio", []string{"FCC-Part-15"}},
	}
}

// A FacetExample is a query about the listings of the Sample on Today, with a facet.
type FacetExample struct {
	Query string
	Field string
	// Counts has value=name:count for each value, or null:count, separated by blanks.
	Counts string
}

// FacetExamples returns the examples of facets, whose counts are hand-written.
func FacetExamples() []FacetExample {
	return []FacetExample{
		{"facets=status", "status", "active=active:3 upcoming=upcoming:1 suspended=suspended:1 expired=expired:1 withdrawn=withdrawn:1 delisted=delisted:1"},
		// The filter on the field itself does not count, but that on another does.
		{"facets=status&status=active&entity_type=client", "status", "active=active:3 delisted=delisted:1"},
		{"facets=status,entity_type&status=active&entity_type=client", "entity_type", "client=Client:3"},
		{"facets=status,entity_type&status=active&entity_type=client", "status", "active=active:3 delisted=delisted:1"},
		{"facets=status&status__not=active&bess.capacity__gte=9", "status", "active=active:1 withdrawn=withdrawn:1"},
		{"facets=status&on=2026-01-01&device_class=inverter", "status", "active=active:3 expired=expired:1"},
		{"facets=manufacturer&q=se", "manufacturer", "solaredge=SolarEdge:2"},
		{"facets=manufacturer&manufacturer__contains=ED&sample=true", "manufacturer", "solaredge=SolarEdge:1 tesla=Tesla:1"},
		// manufacturer_id is another field than manufacturer.
		{"facets=manufacturer&manufacturer_id=goodwe", "manufacturer", "goodwe=GoodWe_Technologies:2"},
		// Two fields with the same values are counted separately.
		{"facets=manufacturer,manufacturer_id&device_class=bess", "manufacturer", "goodwe=GoodWe_Technologies:2 enphase=Enphase:1 tesla=Tesla:1"},
		{"facets=manufacturer,manufacturer_id&device_class=bess", "manufacturer_id", "goodwe=GoodWe_Technologies:2 enphase=Enphase:1 tesla=Tesla:1"},
		// Texts are counted without regard to case, and spelled as in the first record.
		{"facets=brand", "brand", "goodwe=GoodWe:2 solaredge=SOLAREDGE:2 tesla=Tesla:1 null:3"},
		{"facets=brand&device_class=bess", "brand", "goodwe=GoodWe:2 tesla=Tesla:1 null:1"},
		{"facets=bess.chemistry&device_class=bess", "bess.chemistry", "LFP=Lithium_iron_phosphate:2 NMC=Nickel_manganese_cobalt:1 null:1"},
		{"facets=inverter.grid_tie&inverter.max_power__gte=0", "inverter.grid_tie", "false=false:1 true=true:1 null:2"},
		// A listing of two classes counts for both.
		{"facets=device_class.requires_inverter", "device_class.requires_inverter", "true=true:4 null:4"},
		{"facets=device_class", "device_class", "bess=Battery_energy_storage_system:4 inverter=Inverter:4 null:2"},
		{"facets=device_class&device_class=bess&device_class=inverter&entity_type=client", "device_class", "bess=Battery_energy_storage_system:2 inverter=Inverter:2 null:1"},
		{"facets=test_profile&certified=true", "test_profile", "A=A:2 DER-G=DER-G:2 FCC-Part-15=FCC_Part_15:2 UL1973=UL1973:1"},
		{"facets=jurisdiction&q=gateway", "jurisdiction", "qld=QLD:1 sa=SA:1"},
		{"facets=certified&certificate.status=current", "certified", "true=true:4"},
		{"facets=bess.chemistry&device_class=bess&on=2025-06-30", "bess.chemistry", "LFP=Lithium_iron_phosphate:2 null:2"},
		{"facets=not_in_list", "not_in_list", "batteries=Approved_batteries:1 inverters=Approved_inverters:1 null:7"},
		{"facets=not_in_list&not_in_list=inverters&on=2026-10-30", "not_in_list", "batteries=Approved_batteries:1 inverters=Approved_inverters:1 null:6"},
		{"facets=deployment&model=nothing", "deployment", ""},
		{"facets=status&limit=1&sort=-model&status=active", "status", "active=active:3 upcoming=upcoming:1 suspended=suspended:1 expired=expired:1 withdrawn=withdrawn:1 delisted=delisted:1"},
	}
}

// A ShowExample is a query about the Sample on Today, with the JSON of its records.
type ShowExample struct {
	Kind  register.Kind
	Query string
	JSON  []string
}

// ShowExamples returns the examples of what is shown of records.
func ShowExamples() []ShowExample {
	return []ShowExample{
		{register.Listings, "fields=id,status&status=active", []string{
			`{"id":"fronius/gateway","status":"active"}`,
			`{"id":"solaredge/se7600h-us","status":"active"}`,
			`{"id":"tesla/powerwall-2","status":"active"}`}},
		// Fields are in the record's order, in whatever order they are requested.
		{register.Listings, "fields=listed_until,certified,on,status,model,id&id=tesla/powerwall-2&on=2025-06-30", []string{
			`{"id":"tesla/powerwall-2","model":"Powerwall 2","status":"active","certified":true,"on":"2025-06-30","listed_until":"2025-12-31"}`}},
		{register.Listings, "fields=device_classes,suspensions,links&model=se10k", []string{
			`{"device_classes":{"inverter":{"grid_tie":false,"input_voltage_range":{"min":150,"max":950},"max_power":10,"note":"says \"status\":\"active\""}},` +
				`"suspensions":[{"from":"2026-11-01","to":null,"reason":null,"source":null}],` +
				`"links":{"self":"/v1/listings/solaredge/se10k","html":"https://register.example/listings/solaredge/se10k/","history":"/v1/listings/solaredge/se10k/history"}}`}},
		{register.Listings, "fields=id&include=certificates&model=envoy", []string{`{"id":"enphase/envoy","included":{"certificates":[]}}`}},
		{register.Listings, "fields=certificates&include=certificates&id=enphase/iq-battery-5p", []string{
			`{"certificates":["ul/ul-2024-0001"],"included":{"certificates":[` +
				`{"id":"ul/ul-2024-0001","number":"UL-2024-0001","certifying_body":"UL","certifying_body_id":"ul","standard":null,"standard_version":null,"csip_aus_version":null,` +
				`"status":"revoked","on":"2026-11-23","certification_date":"2024-01-01","witnessed_date":null,"expiry":"2027-12-31","revoked":{"on":"2025-01-01","reason":null,"source":null},` +
				`"test_profiles":[],"tests_passed":[],"software_versions":null,"listings":["enphase/iq-battery-5p"],"document":null,"notes":null,"sources":[],"sample":false,"former_ids":[],` +
				`"created_at":null,"updated_at":null,"commit":null,"links":{"self":"/v1/certificates/ul/ul-2024-0001","html":"https://register.example/certificates/ul/ul-2024-0001/","history":"/v1/certificates/ul/ul-2024-0001/history"}}]}}`}},
		{register.Listings, "fields=device_classes,not_in_list&id=tesla/powerwall-2&on=2025-12-31", []string{
			`{"device_classes":{"bess":{"capacity":13.2,"max_power":5}},"not_in_list":[]}`}},
		{register.Listings, "fields=device_classes,periods&id=tesla/powerwall-2&on=2026-01-01", []string{
			`{"device_classes":{"bess":{"capacity":13.5,"chemistry":"NMC","max_power":5}},"periods":[` +
				`{"from":"2023-01-15","to":"2025-12-31","device_classes":{"bess":{"capacity":13.2,"chemistry":null}}},{"from":"2026-03-05","to":null}]}`}},
		{register.Listings, "fields=not_in_list&id=goodwe/gw5000-eh", []string{
			`{"not_in_list":[{"list":"batteries","last_seen":null,"since":"2026-10-30","back":null},{"list":"inverters","last_seen":"2026-10-01","since":"2026-11-10","back":null}]}`}},
		{register.Listings, "fields=id&include=verdict&id=goodwe/gw5000-eh", []string{
			`{"id":"goodwe/gw5000-eh","included":{"verdict":{"code":"expired","tone":"bad",` +
				`"headline":"Expired: its last day was 24 November 2025. No longer in the official list since 10 November 2026 (last seen on 1 October 2026); the reason is not known.",` +
				`"advice":"Check the official list: the register has not been updated since 30 October 2026. Do not count on it for new installations. Ask the manufacturer whether it has been approved again.",` +
				`"data":{"date":"2026-10-30","age_days":24,"stale":true,"website":null}}}}`}},
		// The state of a client on the day counts for its device.
		{register.Listings, "fields=id&include=verdict&id=goodwe/gw5000-eh&on=2025-06-30", []string{
			`{"id":"goodwe/gw5000-eh","included":{"verdict":{"code":"device_with_client","tone":"good",` +
				`"headline":"Approved as hardware until 24 November 2025. The listed CSIP-AUS client Gateway speaks for it.","advice":"Install it with this client.",` +
				`"data":{"date":"2026-10-30","age_days":0,"stale":false,"website":null}}}}`}},
		{register.Listings, "fields=id&include=verdict,certificates&id=enphase/envoy", []string{
			`{"id":"enphase/envoy","included":{"certificates":[],"verdict":{"code":"not_yet_listed","tone":"bad",` +
				`"headline":"Not yet listed: its first day is 1 January 2027.","advice":"Do not count on it before that day.","data":null}}}`}},
		{register.Lists, "fields=id,date,website,sources&sort=id", []string{
			`{"id":"batteries","website":null,"date":"2026-10-30","sources":[]}`,
			`{"id":"inverters","website":"https://lists.example/Inverters","date":"2026-11-10","sources":[]}`}},
		{register.Certificates, "fields=status,listings&q=sapn", []string{`{"status":"current","listings":["fronius/gateway","tesla/powerwall-2"]}`}},
		{register.Manufacturers, "fields=name,listings&id=tesla", []string{`{"name":"Tesla","listings":1}`}},
		{register.TestProfiles, "fields=links&id=DER-G", []string{`{"links":{"self":"/v1/test-profiles/DER-G","html":"https://register.example/test-profiles/der-g/","history":"/v1/test-profiles/DER-G/history"}}`}},
	}
}
