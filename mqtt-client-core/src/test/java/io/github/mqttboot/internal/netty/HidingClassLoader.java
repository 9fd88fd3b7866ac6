// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.internal.netty;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.Callable;

import org.jspecify.annotations.Nullable;

/**
 * Loads our classes anew, for a class path on which some libraries are missing.
 */
final class HidingClassLoader extends ClassLoader {

	private final List<String> hidden;

	HidingClassLoader(String... hidden) {
		super(HidingClassLoader.class.getClassLoader());
		this.hidden = List.of(hidden);
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (this.hidden.stream().anyMatch(name::startsWith)) {
			throw new ClassNotFoundException(name);
		}
		if (!name.startsWith("io.github.mqttboot.")) {
			return super.loadClass(name, resolve);
		}
		synchronized (getClassLoadingLock(name)) {
			Class<?> loaded = findLoadedClass(name);
			return (loaded != null) ? loaded : define(name);
		}
	}

	private Class<?> define(String name) throws ClassNotFoundException {
		try (@Nullable
		InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
			if (in == null) {
				throw new ClassNotFoundException(name);
			}
			byte[] bytes = in.readAllBytes();
			return defineClass(name, bytes, 0, bytes.length);
		}
		catch (IOException ex) {
			throw new ClassNotFoundException(name, ex);
		}
	}

	/** Runs a class with a public constructor in that world. */
	Object run(Class<? extends Callable<?>> type) throws Exception {
		Object instance = loadClass(type.getName()).getConstructor().newInstance();
		return ((Callable<?>) instance).call();
	}

}
