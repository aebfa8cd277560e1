import { readStruct } from './struct-codec';
import { writeObject } from './sent-objects';
import { WireReader } from './wire-reader';
import { WireWriter } from './wire-writer';

function bytesOf(object: object): Buffer {
  const writer = new WireWriter(16);
  writeObject(writer, object);
  return writer.finish();
}

function read(bytes: Buffer): object {
  return readStruct(new WireReader(bytes), bytes.length);
}

const role = (name: string) => ({ kind: 'Role', metadata: { name } });

describe('objects that are sent again', () => {
  it('are written as they were', () => {
    const object = role('orders-app');
    const first = bytesOf(object);
    expect(bytesOf(object)).toEqual(first);
    expect(read(first)).toEqual(object);
  });

  it('are written without being looked at', () => {
    const object = role('orders-app');
    bytesOf(object);
    object.metadata.name = 'changed, which nobody does';
    expect(read(bytesOf(object))).toEqual(role('orders-app'));
  });

  it('are told from equal ones', () => {
    bytesOf(role('orders-app'));
    expect(read(bytesOf(role('billing-app')))).toEqual(role('billing-app'));
  });

  it('are forgotten when they are Secrets', () => {
    const secret = { kind: 'Secret', data: { password: 'b25l' } };
    bytesOf(secret);
    secret.data.password = 'b3RoZXI=';
    expect(read(bytesOf(secret))).toEqual(secret);
  });

  it('stand among others as they do alone', () => {
    const [one, other] = [role('orders-app'), role('billing-app')];
    const alone = Buffer.concat([bytesOf(other), bytesOf(one)]);
    for (let times = 0; times < 2; times += 1) {
      const writer = new WireWriter(16);
      writeObject(writer, one);
      writeObject(writer, other);
      expect(writer.finish()).toEqual(alone);
    }
  });
});
