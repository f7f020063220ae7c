package flows

// ValueName is what a value of a facet is called, or the value itself.
func (c *Conversation) ValueName(key, value string) string {
	for _, o := range FacetValues(c, key) {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// FacetValues are the values of a facet; nil: there is none such.
func FacetValues(c *Conversation, key string) []Option {
	if values := c.Book.Facets[key]; values != nil {
		return values(c)
	}
	return nil
}
