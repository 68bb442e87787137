"""The bureau (社保经办机构) as the assistant sees it: one Protocol, three forms."""
