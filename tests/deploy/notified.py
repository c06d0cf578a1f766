"""Stands in for a service manager: notified.py SOCKET FILE writes what is sent to SOCKET to FILE, a
line for each message, until it is ended (at most 10 minutes)."""

import socket
import sys

receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
receiver.settimeout(600)
with open(sys.argv[2], "w", buffering=1, encoding="utf-8") as file:
    while True:
        file.write(receiver.recv(4096).decode() + "\n")
