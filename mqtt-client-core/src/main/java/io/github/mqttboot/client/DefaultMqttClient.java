// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.client;

/** Under construction in this commit alone. */
abstract class DefaultMqttClient implements MqttClient {

}
