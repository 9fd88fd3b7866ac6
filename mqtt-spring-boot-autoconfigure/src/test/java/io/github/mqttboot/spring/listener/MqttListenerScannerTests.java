// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.listener;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.mqttboot.protocol.MqttVersion;
import io.github.mqttboot.protocol.QoS;
import io.github.mqttboot.protocol.ReasonCode;
import io.github.mqttboot.spring.FakeMqttClient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.ClassFilter;
import org.springframework.aop.MethodBeforeAdvice;
import org.springframework.aop.framework.autoproxy.DefaultAdvisorAutoProxyCreator;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.ComposablePointcut;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.ScopeNotActiveException;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.OverridingClassLoader;
import org.springframework.core.convert.support.DefaultConversionService;
import org.springframework.messaging.Message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which methods become listeners, and on what they are called. */
class MqttListenerScannerTests {

	@Test
	void findsPrivateMethodsOfClassesThatAreNotPublic() {
		try (Listeners listeners = Listeners.of(Hidden.class)) {
			assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(listeners.bean(Hidden.class).received).containsExactly("1");
		}
	}

	@Test
	void findsInheritedMethodsAndKnowsTheirTypes() {
		try (Listeners listeners = Listeners.of(Inheriting.class)) {
			assertThat(listeners.deliverOne("a", "{\"celsius\":1}").outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(listeners.bean(Inheriting.class).received).containsExactly(new Reading(1));
		}
	}

	@Test
	void findsInheritedMethodsAndKnowsWhatIsInTheirTypes() {
		try (Listeners listeners = Listeners.of(InheritingOptional.class)) {
			assertThat(listeners.deliverOne("a", "{\"celsius\":1}").outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(listeners.deliverOne("b", "{\"celsius\":2}").outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(listeners.bean(InheritingOptional.class).received).containsExactly(new Reading(1),
					new Reading(2));
		}
	}

	@Test
	void findsMethodsThatAnInterfaceAnnotates() {
		try (Listeners listeners = Listeners.of(Implementing.class)) {
			assertThat(listeners.deliverOne("plant/a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);
			assertThat(listeners.bean(Implementing.class).received).containsExactly("a");
		}
	}

	@Test
	void callsThroughJdkProxies() {
		try (Listeners listeners = Listeners.of(Implementing.class, JdkProxies.class)) {
			Object bean = listeners.bean(TakesLines.class);
			assertThat(AopUtils.isJdkDynamicProxy(bean)).isTrue();

			assertThat(listeners.deliverOne("plant/a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);

			assertThat(listeners.bean(Calls.class).names).containsExactly("on");
		}
	}

	@Test
	void callsThroughClassProxies() {
		try (Listeners listeners = Listeners.of(Visible.class, ClassProxies.class)) {
			assertThat(AopUtils.isCglibProxy(listeners.bean(Visible.class))).isTrue();

			assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);

			assertThat(listeners.bean(Calls.class).names).containsExactly("on");
		}
	}

	@Test
	void refusesMethodsThatAProxyDoesNotHave() {
		assertThatExceptionOfType(MqttListenerDefinitionException.class)
			.isThrownBy(() -> Listeners.of(OutsideTheInterface.class, JdkProxies.class).close())
			.withMessageContaining(OutsideTheInterface.class.getName() + ".more of bean '");
	}

	@Test // it would run on the proxy, whose fields are empty
	void refusesPrivateMethodsOfBeansWithAProxy() {
		assertThatExceptionOfType(MqttListenerDefinitionException.class)
			.isThrownBy(() -> Listeners.of(Secluded.class, ClassProxies.class).close())
			.withMessageContaining(Secluded.class.getName() + ".on of bean '")
			.withMessageContaining("Switch its visibility to package or protected");
	}

	@Test
	void doesNotCallPrivateMethodsOnTheProxyOfALazyBean() {
		try (Listeners listeners = Listeners.of(LazySecluded.class, ClassProxies.class)) {
			assertThat(listeners.deliverOne("b", "1").outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@ParameterizedTest
	@ValueSource(classes = { LazyImplementing.class, PrototypeImplementing.class })
	void callsThroughJdkProxiesOfBeansThatAreMadeLater(Class<?> bean) {
		try (Listeners listeners = Listeners.of(bean, JdkProxies.class)) {
			assertThat(listeners.deliverOne("plant/a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);

			assertThat(listeners.bean(Calls.class).names).containsExactly("on");
		}
	}

	@Test // it would run on the proxy, whose fields are empty
	void refusesFinalMethodsOfBeansWithAProxy() {
		assertThatExceptionOfType(MqttListenerDefinitionException.class)
			.isThrownBy(() -> Listeners.of(Sealed.class, ClassProxies.class).close())
			.withMessageContaining(Sealed.class.getName() + ".last of bean '")
			.withMessageContaining("a private or final method cannot be called on a bean with a proxy");
	}

	@Test
	void callsFinalMethodsOfBeansWithoutAProxy() {
		try (Listeners listeners = Listeners.of(Sealed.class)) {
			assertThat(listeners.deliverOne("b", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);
		}
	}

	@Test
	void leavesLazyBeansAloneUntilTheirFirstMessage() {
		try (Listeners listeners = Listeners.of(LazyListener.class)) {
			String name = "mqttListenerScannerTests.LazyListener";
			assertThat(listeners.isCreated(name)).isFalse();

			assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);

			assertThat(listeners.isCreated(name)).isTrue();
		}
	}

	@Test
	void asksForAPrototypeEachTime() {
		try (Listeners listeners = Listeners.of(Prototype.class, Counter.class)) {
			listeners.deliverOne("a", "1");
			listeners.deliverOne("a", "2");

			assertThat(listeners.bean(Counter.class).received).containsExactly("1 of 1", "1 of 2");
		}
	}

	@Test
	void registersAScopedBeanOnceAndCallsItThroughItsProxy() {
		try (Listeners listeners = Listeners.of(Scoped.class, Counter.class)) {
			assertThat(listeners.registry().containers()).hasSize(1);

			assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);

			assertThat(listeners.bean(Counter.class).received).containsExactly("1");
		}
	}

	@Test // a shared thread may have that of an application before
	void callsWithTheClassLoaderOfTheApplication() {
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		ClassLoader other = new OverridingClassLoader(before);
		try (Listeners listeners = Listeners.of(Loading.class)) {
			thread.setContextClassLoader(other);

			assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.SUCCESS);

			assertThat(listeners.bean(Loading.class).used).isSameAs(before);
			assertThat(thread.getContextClassLoader()).isSameAs(other);
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@Test
	void takesABeanThatCannotBeMadeAsAFailureOfTheMessage() {
		try (Listeners listeners = Listeners.of(Broken.class)) {
			assertThat(listeners.deliverOne("a", "1").outcome()).isEqualTo(ReasonCode.IMPLEMENTATION_SPECIFIC_ERROR);
			assertThat(listeners.client().escaped()).isEmpty();
		}
	}

	@Test
	void passesOverClassesThatNeedWhatTheApplicationDoesNotHave() throws ReflectiveOperationException {
		Class<?> type = new Without(getClass().getClassLoader()).loadClass(NeedsOptional.class.getName());
		assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(type::getDeclaredMethods);
		DefaultListableBeanFactory beanFactory = new DefaultListableBeanFactory();
		beanFactory.registerSingleton("library", BeanUtils.instantiateClass(type.getDeclaredConstructor()));
		beanFactory.registerSingleton("listener", new Hidden());
		beanFactory.registerSingleton("client", FakeMqttClient.of(MqttVersion.V5));
		MqttListenerRegistry registry = new MqttListenerRegistry(List.of(), List.of(), null,
				new MqttListenerLimits(1, Duration.ZERO, Duration.ZERO));

		new MqttListenerScanner(beanFactory, registry,
				new MqttListenerArguments(new DefaultConversionService(), null, null), new MqttListenerDefaults(
						QoS.AT_MOST_ONCE, 0, RetryPolicy::withMaxRetries, MqttSubscribe.NO_DEAD_LETTERS))
			.afterSingletonsInstantiated();

		assertThat(registry.containers()).extracting(MqttListenerContainer::id).containsExactly("listener.on");
	}

	static class OptionalType {

	}

	static class NeedsOptional {

		void on(OptionalType optional) {
		}

	}

	/** Has all but the optional type. */
	static class Without extends OverridingClassLoader {

		Without(ClassLoader parent) {
			super(parent);
		}

		@Override
		protected boolean isEligibleForOverriding(String className) {
			return className.equals(NeedsOptional.class.getName());
		}

		@Override
		protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
			if (name.equals(OptionalType.class.getName())) {
				throw new ClassNotFoundException(name);
			}
			return super.loadClass(name, resolve);
		}

	}

	static class Hidden {

		final List<String> received = new ArrayList<>();

		@MqttSubscribe("a")
		private void on(String payload) {
			this.received.add(payload);
		}

	}

	record Reading(int celsius) {
	}

	static class Generic<T> {

		final List<T> received = new ArrayList<>();

		@MqttSubscribe("a")
		void on(T payload) {
			this.received.add(payload);
		}

	}

	static class Inheriting extends Generic<Reading> {

	}

	static class GenericOptional<T> {

		final List<T> received = new ArrayList<>();

		@MqttSubscribe("a")
		void on(Optional<T> payload) {
			payload.ifPresent(this.received::add);
		}

		@MqttSubscribe("b")
		void on(Message<T> message) {
			this.received.add(message.getPayload());
		}

	}

	static class InheritingOptional extends GenericOptional<Reading> {

	}

	interface TakesLines {

		@MqttSubscribe("plant/{line}")
		void on(@TopicVariable("line") String name);

	}

	static class Implementing implements TakesLines {

		final List<String> received = new ArrayList<>();

		@Override
		public void on(String name) {
			this.received.add(name);
		}

	}

	static class OutsideTheInterface implements TakesLines {

		@Override
		public void on(String name) {
		}

		@MqttSubscribe("a")
		void more(String payload) {
		}

	}

	static class Visible {

		@MqttSubscribe("a")
		public void on(String payload) {
		}

	}

	static class Secluded extends Visible {

		@MqttSubscribe("b")
		private void on(byte[] payload) {
		}

	}

	@Lazy
	static class LazySecluded extends Secluded {

	}

	static class Sealed extends Visible {

		private final List<String> received = new ArrayList<>();

		@MqttSubscribe("b")
		final void last(String payload) {
			this.received.add(payload);
		}

	}

	@Lazy
	static class LazyImplementing extends Implementing {

	}

	@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
	static class PrototypeImplementing extends Implementing {

	}

	static class JdkProxies extends Proxies {

		@Bean
		static DefaultAdvisorAutoProxyCreator creator() {
			return new DefaultAdvisorAutoProxyCreator();
		}

	}

	static class ClassProxies extends Proxies {

		@Bean
		static DefaultAdvisorAutoProxyCreator creator() {
			DefaultAdvisorAutoProxyCreator creator = new DefaultAdvisorAutoProxyCreator();
			creator.setProxyTargetClass(true);
			return creator;
		}

	}

	static class Proxies {

		@Bean
		static Calls calls() {
			return new Calls();
		}

		@Bean
		static DefaultPointcutAdvisor advisor(Calls calls) {
			ComposablePointcut listeners = new ComposablePointcut(
					(ClassFilter) (type) -> TakesLines.class.isAssignableFrom(type)
							|| Visible.class.isAssignableFrom(type));
			return new DefaultPointcutAdvisor(listeners, calls);
		}

	}

	static class Calls implements MethodBeforeAdvice {

		final List<String> names = new ArrayList<>();

		@Override
		public void before(Method method, Object[] arguments, @Nullable Object target) {
			this.names.add(method.getName());
		}

	}

	@Lazy
	static class LazyListener {

		@MqttSubscribe("a")
		void on(String payload) {
		}

	}

	static class Counter {

		final List<String> received = new ArrayList<>();

	}

	@Scope(ConfigurableBeanFactory.SCOPE_PROTOTYPE)
	static class Prototype {

		private final Counter counter;

		private int calls;

		Prototype(Counter counter) {
			this.counter = counter;
		}

		@MqttSubscribe("a")
		void on(String payload) {
			this.calls++;
			this.counter.received.add(this.calls + " of " + payload);
		}

	}

	@Scope(scopeName = ConfigurableBeanFactory.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		private final Counter counter;

		Scoped(Counter counter) {
			this.counter = counter;
		}

		@MqttSubscribe("a")
		void on(String payload) {
			this.counter.received.add(payload);
		}

	}

	static class Loading {

		@Nullable ClassLoader used;

		@MqttSubscribe("a")
		void on(String payload) {
			this.used = Thread.currentThread().getContextClassLoader();
		}

	}

	static class Broken {

		@Bean
		@Lazy
		NeverMade neverMade() {
			throw new ScopeNotActiveException("neverMade", "test", new IllegalStateException("no scope"));
		}

	}

	static class NeverMade {

		@MqttSubscribe("a")
		void on(String payload) {
		}

	}

}
