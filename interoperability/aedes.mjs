// SPDX-License-Identifier: Apache-2.0
// A broker on a port of this machine: node aedes.mjs <port>
import { createServer } from 'node:net';
import { Aedes } from 'aedes';

const broker = await Aedes.createBroker();
createServer(broker.handle).listen(Number(process.argv[2]), '127.0.0.1');
