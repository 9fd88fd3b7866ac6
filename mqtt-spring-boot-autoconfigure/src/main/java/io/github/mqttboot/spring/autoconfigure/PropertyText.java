// SPDX-License-Identifier: Apache-2.0
package io.github.mqttboot.spring.autoconfigure;

/** How values of properties are shown. */
final class PropertyText {

	private PropertyText() {
	}

	/** A URI without what stands before an @: it may be a password. */
	static String ofUri(String uri) {
		int end = uri.lastIndexOf('@');
		if (end < 0) {
			return uri;
		}
		int scheme = uri.indexOf("://");
		return ((scheme >= 0 && scheme < end) ? uri.substring(0, scheme + 3) : "") + "***" + uri.substring(end);
	}

}
