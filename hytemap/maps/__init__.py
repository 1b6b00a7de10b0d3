"""Pictures from the atlas: what one map shows, its colours, the folium choropleth."""
