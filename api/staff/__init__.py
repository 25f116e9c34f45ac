"""What the staff console shows, as plain data: register, charts, links, inbox, exports."""
