"""Emails and text messages: outbox, rendering and transport."""
