"""The requests that the Python examples of the streams documentation make, over HTTPS as the SDK does: python3 quickstart.py https://localhost:PORT

REQUESTS_CA_BUNDLE and WEBSOCKET_CLIENT_CA_BUNDLE name the server's certificate.
"""

import base64
import json
import socket
import sys
from urllib.parse import urlencode, urlparse

import requests
import websocket

# api-localhost is not in every machine's name service.
lookup = socket.getaddrinfo
socket.getaddrinfo = lambda host, *rest, **more: lookup("127.0.0.1" if host == "api-localhost" else host, *rest, **more)

given = urlparse(sys.argv[1])
url = f"https://api-{given.netloc}"
session = requests.Session()


def call(method, path, expected=200, **more):
    # One header more than others send, and booleans as Python writes them.
    headers = {"Authorization": f"bearer {token}", "Connection": "keep-alive", "content-type": "application/json"}
    response = session.request(method, f"{url}/_fabric/_system/_api{path}", headers=headers, timeout=30, **more)
    body = response.json()
    assert response.status_code == expected, f"{method} {path}: {response.status_code} {body}"
    assert body.get("errorNum") is None
    return body


def connect(kind, stream, local, rest="", **query):
    # Every socket asks first where it is, and whether the stream exists.
    host = call("GET", "/datacenter/local")["tags"]["url"]
    region = "c8local" if local else "c8global"
    topic = f"{region}s.{stream}"
    assert topic in [item["topic"] for item in call("GET", f"/streams?global={'false' if local else 'true'}")["result"]]
    address = f"wss://api-{host}/_ws/ws/v2/{kind}/persistent/{tenant}/{region}._system/{topic}{rest}?{urlencode(query)}"
    return websocket.create_connection(address, header={"Authorization": f"bearer {token}"}, timeout=30)


# Connect to GDN.
reply = requests.post(f"{url}/_open/auth", data=json.dumps({"email": "root@demo.local", "password": "demo"}), timeout=30).json()
token, tenant = reply["jwt"], reply["tenant"]

# Get GeoFabric Details.
details = [{"name": item["name"], "options": item["options"]} for item in call("GET", "/database/user")["result"]]
assert [item["name"] for item in details] == ["_system"] and details[0]["options"]["dcList"].split(",") == ["local"]

# Create Global & Local Streams.
assert call("POST", "/streams/demostream?global=True", 202)["result"]["stream-id"] == "c8globals.demostream"
assert call("POST", "/streams/demostream?global=False", 202)["result"]["stream-id"] == "c8locals.demostream"
found = [{key: item[key] for key in ("topic", "local", "db", "tenant", "type")} for item in call("GET", "/streams")["result"]]
assert [(item["topic"], item["local"], item["type"]) for item in found] == [("c8globals.demostream", False, 4), ("c8locals.demostream", True, 4)]

# Subscribe to Stream: first, so that it gets what is published next.
subscriber = connect("consumer", "demostream", False, "/test-subscription-1", subscriptionType="Exclusive", receiverQueueSize=1000)

# Publish Messages: the example encodes what the SDK's socket encodes again, and nobody mends that on the way.
producer = connect(
    "producer", "demostream", False, sendTimeoutMillis=30000, compressionType="NONE", maxPendingMessages=1000, batchingEnabled=False,
    batchingMaxMessages=1000, batchingMaxPublishDelay=10, messageRoutingMode="RoundRobinPartition",
)
sent = [json.dumps({"payload": base64.b64encode(f"Persistent: Hello from ({i})".encode()).decode()}) for i in range(10)]
for text in sent:
    producer.send(json.dumps({"payload": base64.b64encode(text.encode()).decode()}))

# The example never reads what the server answers to a producer; the answers are there all the same.
for i in range(10):
    message = json.loads(subscriber.recv())
    assert base64.b64decode(message["payload"]).decode() == sent[i]
    subscriber.send(json.dumps({"messageId": message["messageId"]}))
for i in range(10):
    assert json.loads(producer.recv())["result"] == "ok"
subscriber.close()
producer.close()
print("done")
