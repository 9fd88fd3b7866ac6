// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.test;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the application context of a test class a broker of its own, which runs from
 * before the context is refreshed until it is closed. Contexts with the same
 * configuration are made once for all test classes, and so are their brokers.
 * <p>
 * The default client connects to it: it takes the place of {@code mqtt.uri},
 * {@code mqtt.username}, {@code mqtt.password} and {@code mqtt.secure}. For clients below
 * {@code mqtt.clients} there is the property {@code embedded.mqtt.uri}:
 *
 * <pre class="code">
 * &#064;EmbeddedMqtt
 * &#064;SpringBootTest(properties = "mqtt.clients.plant.uri=${embedded.mqtt.uri}")
 * class PlantTests {
 *
 * 	&#064;Autowired
 * 	EmbeddedMqttBroker broker;
 *
 * }
 * </pre>
 *
 * The {@link EmbeddedMqttBroker} is a bean, so that a test can stop and restart it, and
 * have its network fail. After each test method the network is up again. Nested test
 * classes share that of the class around them.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface EmbeddedMqtt {

}
