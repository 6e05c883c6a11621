package register

// An EntityType is a type of listing: client, server or device.
type EntityType struct {
	Meta
	Name        string   `json:"name" filter:"name"`
	Description string   `json:"description,omitempty"`
	FormerIDs   []string `json:"former_ids,omitempty"`
}

// entityTypeFields are the fields of an entity type's view, in the order in which it has them.
var entityTypeFields = []*Field{
	own("id"),
	own("name"),
	own("description"),
	own("former_ids"),
	links,
}

// Ids of the entity types that rules depend on. Files may add others.
const (
	EntityClient = "client"
	EntityServer = "server"
	EntityDevice = "device" // an approved product that claims no client of its own
)
