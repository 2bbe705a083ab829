// The quickstart of the streams documentation, with the official SDK: node -r ./resolve-api-localhost.js quickstart.js https://localhost:PORT
const assert = require("assert");
const jsc8 = require("jsc8");

const deadline = setTimeout(() => fail(new Error("It took longer than a minute.")), 60000);

function fail(error) {
  console.error(error);
  process.exit(1);
}

function opened(socket) {
  return new Promise((resolve, reject) => socket.on("open", resolve).on("error", reject));
}

// Takes n messages and acknowledges each.
function take(consumer, n) {
  return new Promise((resolve, reject) => {
    const texts = [];
    consumer.on("error", reject);
    consumer.on("message", (frame) => {
      const { payload, messageId } = JSON.parse(frame);
      texts.push(Buffer.from(payload, "base64").toString());
      consumer.send(JSON.stringify({ messageId }));
      if (texts.length === n) resolve(texts);
    });
  });
}

function closed(socket) {
  return new Promise((resolve) => socket.on("close", resolve).close());
}

async function quickstart(url) {
  const client = new jsc8(url);
  await client.login("root@demo.local", "demo");
  const fabric = await client.get();
  assert.strictEqual(fabric.name ?? fabric.result.name, "_system");
  const mine = (await client.listUserFabrics()).find((each) => each.name === "_system");
  console.log("fabric in", mine.options.dcList.split(","));

  await client.createStream("testStream-local", true);
  await client.createStream("testStream-global", false);
  assert.ok(await client.hasStream("testStream-local", true));
  assert.strictEqual(await client.hasStream("nowhere", true), false);
  await assert.rejects(client.createStream("testStream-local", true), (e) => e.isC8Error && e.code === 409 && e.errorNum === 1210);
  console.log("streams", (await client.getStreams()).result.map((each) => each.topic).sort());

  const consumer = await client.createStreamReader("testStream-local", "my-subscription", true);
  await opened(consumer);
  const producer = await client.createStreamProducer("testStream-local", true);
  await opened(producer);
  const acknowledged = new Promise((resolve) => producer.on("message", (frame) => resolve(JSON.parse(frame))));
  const taken = take(consumer, 2);
  producer.send(JSON.stringify({ payload: Buffer.from("Hello World").toString("base64") }));
  assert.strictEqual((await acknowledged).result, "ok");
  const stream = client.stream("testStream-local", true);
  assert.strictEqual((await stream.publishMessage("over HTTP")).code, 202);
  console.log("received", await taken);

  await closed(consumer);
  await closed(producer);
  console.log("backlog", (await stream.backlog()).result.messageBacklog);
  console.log("subscriptions", (await stream.getSubscriptionList()).result);
  assert.ok((await stream.getStreamStatistics()).result);

  await client.clearBacklog();
  await client.unsubscribe("my-subscription");
  assert.deepStrictEqual((await stream.getSubscriptionList()).result, []);
  await stream.deleteStream();
  await client.stream("testStream-global", false).deleteStream();
  assert.deepStrictEqual((await client.getStreams()).result, []);
  client.close();
  console.log("done");
}

quickstart(process.argv[2]).then(() => clearTimeout(deadline), fail);
