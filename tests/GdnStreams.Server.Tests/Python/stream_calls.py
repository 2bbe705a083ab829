"""The stream calls of GDN's Python SDK, as it makes them: python3 stream_calls.py http://127.0.0.1:PORT API-KEY"""

import base64
import json
import sys

import requests
import websocket

url, key = sys.argv[1:3]
headers = {"Authorization": f"apikey {key}"}
streams = f"{url}/_fabric/_system/_api/streams"


def call(method, path, expected, data=None):
    response = requests.request(method, path, headers=headers, data=data, timeout=30)
    assert response.status_code == expected, f"{method} {path}: {response.status_code} {response.text}"
    return response.json()


def connect(kind, topic, rest=""):
    # It sends the credential in a header, on every socket.
    region = "c8local" if topic.startswith("c8locals.") else "c8global"
    address = f"{url.replace('http', 'ws')}/_ws/ws/v2/{kind}/persistent/{tenant}/{region}._system/{topic}{rest}"
    return websocket.create_connection(address, header=[f"Authorization: apikey {key}"], timeout=30)


# Sign-in sends JSON without a Content-Type.
reply = requests.post(f"{url}/_open/auth", data='{"email": "root@demo.local", "password": "demo"}', timeout=30).json()
assert reply["jwt"] and reply["tenant"]
tenant = call("GET", f"{url}/_api/user", 200)["result"][0]["tenant"]
assert call("GET", f"{url}/datacenter/local", 200)["tags"]["url"]

one, two = "c8globals.python_1", "c8locals.python_2"
assert call("POST", f"{streams}/python_1?global=True", 202)["result"]["stream-id"] == one
assert call("POST", f"{streams}/python_2?global=False", 202)["result"]["stream-id"] == two
items = call("GET", streams, 200)["result"]
assert {(item["topic"], item["local"], item["type"], item["db"]) for item in items} == {(one, False, 4, "_system"), (two, True, 4, "_system")}
call("POST", f"{streams}/{two}/expiry/3600?global=False", 200)

subscriber = connect("consumer", one, "/topic_1?subscriptionType=Exclusive&receiverQueueSize=1000")
producer = connect("producer", one, "?sendTimeoutMillis=30000&compressionType=NONE&maxPendingMessages=1000&batchingEnabled=False&messageRoutingMode=RoundRobinPartition")
producer.send(json.dumps({"payload": base64.b64encode(b"Hello from  user").decode()}))
assert json.loads(producer.recv())["result"] == "ok"
frame = json.loads(subscriber.recv())
assert base64.b64decode(frame["payload"]) == b"Hello from  user"
subscriber.send(json.dumps({"messageId": frame["messageId"]}))
producer.close()
subscriber.close()

assert call("GET", f"{streams}/{two}/backlog?global=False", 200)["result"]["messageBacklog"] == 0
assert call("POST", f"{streams}/clearbacklog", 200)["result"] == "OK"
assert call("POST", f"{streams}/clearbacklog/topic_1", 200)["result"] == "OK"
assert "publishers" in call("GET", f"{streams}/{one}/stats?global=True", 200)["result"]

reader = connect("reader", two, "?messageId=latest&receiverQueueSize=1000")
second = connect("consumer", one, "/topic_2")
assert call("POST", f"{streams}/ttl/1000?global=False", 200)["result"] == "OK"
assert call("GET", f"{streams}/ttl?global=False", 200)["result"] == 1000
assert call("GET", f"{streams}/{one}/subscriptions?global=True", 200)["result"] == ["topic_1", "topic_2"]
call("POST", f"{streams}/{one}/publish?global=True", 202, data="Hello World")
frame = json.loads(second.recv())
assert base64.b64decode(frame["payload"]) == b"Hello World"
second.send(json.dumps({"messageId": frame["messageId"]}))
second.close()
reader.close()

assert call("DELETE", f"{streams}/subscription/topic_2", 200)["result"] == "OK"
assert call("DELETE", f"{streams}/{one}/subscriptions/topic_1?global=True", 200)["result"] == "OK"
call("DELETE", f"{streams}/{one}?global=True", 202)
call("DELETE", f"{streams}/{two}?global=False", 202)

call("POST", f"{streams}/bad%25?global=True", 400)
call("GET", f"{url}/_fabric/nowhere/_api/streams", 404)
for method, path in [
    ("POST", "gone/expiry/3600"), ("POST", "gone/publish"), ("GET", "gone/subscriptions"), ("GET", "gone/backlog"),
    ("GET", "gone/stats"), ("DELETE", "gone/subscriptions/topic_1"), ("DELETE", "gone"),
]:
    call(method, f"{streams}/{path}?global=True", 404)
print("done")
