-- The original's seven sample listings, all active. What they say of certification is
-- made up.

insert into keys (value, description) values ('notahash12345', 'development');
insert into entity_types (name, description) values
    ('client', 'A CSIP-AUS client'),
    ('server', 'A CSIP-AUS utility server');
insert into device_classes (name, description) values
    ('bess', 'Battery energy storage system'),
    ('inverter', 'Inverter');
insert into device_class_attributes (device_class_id, attribute_name, attribute_type, description) values
    (1, 'max_power', 'number', 'Maximum power output'),
    (1, 'capacity', 'number', 'Energy capacity'),
    (1, 'round_trip_efficiency', 'number', 'Round-trip efficiency'),
    (1, 'cycle_life', 'number', 'Number of cycles'),
    (1, 'chemistry', 'enum', 'Battery chemistry'),
    (2, 'max_power', 'number', 'Maximum power output'),
    (2, 'efficiency', 'number', 'Conversion efficiency'),
    (2, 'input_voltage_range', 'string', 'Input voltage range'),
    (2, 'output_voltage', 'string', 'Output voltage'),
    (2, 'topology', 'enum', 'Inverter topology'),
    (2, 'grid_tie', 'boolean', null);
insert into listings (entity_type_id, manufacturer, model, status, created_at, updated_at) values
    (1, 'Tesla', 'Powerwall 2', 'active', '2026-02-12 05:20:31.123456', '2026-02-12 05:20:31.123456'),
    (2, 'LG Chem', 'RESU 10H', 'active', '2026-02-12 05:20:31.123456', '2026-02-12 05:20:31.123456'),
    (1, 'Sonnen', 'ecoLinx', 'active', '2026-02-12 05:20:31.123456', '2026-02-12 05:20:31.123456'),
    (1, 'SolarEdge', 'SE7600H-US', 'active', '2026-02-12 05:20:31.123456', '2026-02-12 05:20:31.123456'),
    (2, 'Enphase', 'IQ7PLUS-72-2-US', 'active', '2026-02-12 05:20:31.123456', '2026-02-12 05:20:31.123456'),
    (1, 'Fronius', 'Primo 8.2-1', 'active', '2026-02-12 05:20:31.123456', '2026-02-12 05:20:31.123456'),
    (1, 'Enphase', 'IQ Battery 5P', 'active', '2026-02-12 05:20:31.123456', '2026-02-12 05:20:31.123456');
insert into listing_device_classes (listing_id, device_class_id) values
    (1, 1), (2, 1), (3, 1), (4, 2), (5, 2), (6, 2), (7, 1), (7, 2);
insert into listing_device_class_attributes (listing_id, device_class_id, attribute_name, attribute_value) values
    (1, 1, 'max_power', '5.0'), (1, 1, 'capacity', '13.5'), (1, 1, 'round_trip_efficiency', '90'), (1, 1, 'cycle_life', '5000'), (1, 1, 'chemistry', 'NMC'),
    (2, 1, 'max_power', '5.0'), (2, 1, 'capacity', '9.8'), (2, 1, 'round_trip_efficiency', '95'), (2, 1, 'cycle_life', '6000'), (2, 1, 'chemistry', 'NMC'),
    (3, 1, 'max_power', '12.0'), (3, 1, 'capacity', '20.0'), (3, 1, 'round_trip_efficiency', '93'), (3, 1, 'cycle_life', '10000'), (3, 1, 'chemistry', 'LiFePO4'),
    (4, 2, 'max_power', '7.6'), (4, 2, 'efficiency', '97.6'), (4, 2, 'input_voltage_range', '200-1000V'), (4, 2, 'output_voltage', '240V'), (4, 2, 'topology', 'power optimizer'), (4, 2, 'grid_tie', 'true'),
    (5, 2, 'max_power', '0.295'), (5, 2, 'efficiency', '97.0'), (5, 2, 'input_voltage_range', '16-48V'), (5, 2, 'output_voltage', '240V'), (5, 2, 'topology', 'micro'), (5, 2, 'grid_tie', 'true'),
    (6, 2, 'max_power', '8.2'), (6, 2, 'efficiency', '98.0'), (6, 2, 'input_voltage_range', '150-1000V'), (6, 2, 'output_voltage', '240V'), (6, 2, 'topology', 'string'), (6, 2, 'grid_tie', 'true'),
    (7, 1, 'max_power', '5.0'), (7, 1, 'capacity', '5.0'), (7, 1, 'round_trip_efficiency', '89'), (7, 1, 'cycle_life', '6000'), (7, 1, 'chemistry', 'LiFePO4'),
    (7, 2, 'max_power', '5.0'), (7, 2, 'efficiency', '96.0'), (7, 2, 'input_voltage_range', '200-480V'), (7, 2, 'output_voltage', '240V'), (7, 2, 'topology', 'micro'), (7, 2, 'grid_tie', 'true');
insert into certificates (listing_id, expiry, certification_date, certifying_body, test_profiles) values
    (1, '2025-12-31', '2023-01-15', 'UL', '{UL1973,UL9540,IEEE1547}'),
    (2, '2025-09-15', '2022-12-10', 'IEC', '{IEC62619,IEC61000}'),
    (4, '2026-06-30', '2023-03-20', 'UL', '{UL1741,IEEE1547,"FCC Part 15"}');
